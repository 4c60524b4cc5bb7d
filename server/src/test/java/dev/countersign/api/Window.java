package dev.countersign.api;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import dev.countersign.contract.Sender;
import dev.countersign.contract.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A browser with the console open in it: keeps its cookie, and says what browsers say of themselves. */
final class Window {
    static final String API = "/console/api";

    private final Rig rig;
    private final String address;
    private @Nullable String cookie;
    private @Nullable String proof;
    private String base = Rig.BASE;

    private Window(Rig rig, String address) {
        this.rig = rig;
        this.address = address;
    }

    static Window at(Rig rig) {
        return new Window(rig, "192.0.2.7");
    }

    static Window at(Rig rig, String address) {
        return new Window(rig, address);
    }

    /** One in which somebody has signed in. */
    static Window of(Rig rig, String user, String password) {
        Window window = at(rig);
        Answer answer = window.signIn(user, password);
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return window;
    }

    static Window of(Rig rig) {
        return of(rig, Rig.ANA, "token of " + Rig.ANA);
    }

    /** Reached by another URL from now on. */
    Window through(String url) {
        base = url;
        return this;
    }

    Answer signIn(String user, String password) {
        Answer answer = ask(sender(), "POST", API + "/session", "User=" + user + "&Password=" + password);
        if (answer.status() == 201) {
            proof = answer.text("csrf_token");
        }
        return answer;
    }

    @Nullable
    String cookie() {
        return cookie;
    }

    String proof() {
        return String.valueOf(proof);
    }

    /** What a browser sends beside what a page has it ask. */
    Sender sender() {
        return new Sender(address, cookie, base, "same-origin", proof);
    }

    Answer ask(Sender sender, String method, String path, String form) {
        return ask(sender, null, method, path, form);
    }

    Answer ask(Sender sender, @Nullable String authorization, String method, String path, String form) {
        Request plain = Rig.request(authorization, method, path, form);
        Request request = new Request(
                plain.id(),
                method,
                plain.path(),
                plain.query(),
                authorization,
                plain.contentType(),
                plain.body(),
                base,
                sender,
                null);
        Answer answer = Answer.of(
                switch (rig.whatComesOf(request)) {
                    case Reply reply -> reply;
                    case Wait wait -> {
                        wait.close();
                        yield wait.last(Wait.Why.STOPPING);
                    }
                });
        String set = answer.header("Set-Cookie");
        if (set != null) {
            String pair = set.substring(0, set.indexOf(';'));
            cookie = pair.endsWith("=") ? null : pair;
        }
        return answer;
    }

    Answer get(String path) {
        return ask(sender(), "GET", API + path, "");
    }

    Answer post(String path, String form) {
        return ask(sender(), "POST", API + path, form);
    }

    Answer delete(String path) {
        return ask(sender(), "DELETE", API + path, "");
    }

    /** The paths of all pages of a list, following its links, and the SIDs on them. */
    List<String> walk(String path, String key) {
        List<String> sids = new ArrayList<>();
        String next = path;
        while (next != null) {
            Answer page = get(next);
            sids.addAll(page.sids(key));
            String link = page.link("next_page_url");
            if (link != null && !link.startsWith(base + API + "/")) {
                throw new AssertionError(link);
            }
            next = link == null ? null : link.substring((base + API).length());
        }
        return sids;
    }
}
