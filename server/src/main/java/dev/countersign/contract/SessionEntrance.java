package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Comes in with the cookie of a session, or, to begin one, with user and password in a form. Since a browser adds its cookies to
 * whatever a page has it ask, no other page may ask here, and whatever changes something shows what only our page knows.
 */
record SessionEntrance(Reception reception) implements Entrance {
    static final String SIGN_IN = SessionCookie.PATH + "/session";

    // spec RFC 9110 11.6.1: a 401 says how to come in; a scheme that browsers know would have them ask for a password
    private static final List<Reply.Header> INVITATION =
            List.of(new Reply.Header("WWW-Authenticate", "Session realm=\"Countersign\""));

    private static final Set<String> READING = Set.of("GET", "HEAD");

    @Override
    public Caller admit(Request request, Guard.Way way) {
        mustBeAskedByOurPage(request);
        if (signsIn(request)) {
            return signIn(request);
        }
        String cookie = new SessionCookie(request.base()).find(request.sender().cookies());
        if (cookie == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        Caller caller = reception.admit(cookie);
        String proof = request.sender().proof();
        if (!READING.contains(request.method()) && (proof == null || !reception.proves(caller, proof))) {
            throw Refusal.FORBIDDEN.refused("the header " + Sender.PROOF + " does not show this session's csrf_token");
        }
        return caller;
    }

    // spec OWASP ASVS 3.5.3: what changes something is asked for by our own page, as the browser says itself
    private static void mustBeAskedByOurPage(Request request) {
        String site = request.sender().site();
        boolean typed = "none".equals(site) && READING.contains(request.method());
        if (site != null && !site.equals("same-origin") && !typed) {
            throw Refusal.FORBIDDEN.refused("a page of another site asks for this");
        }
        String origin = request.sender().origin();
        if (origin != null && !origin.equals(request.base())) {
            throw Refusal.FORBIDDEN.refused(
                    "a page of " + request.base() + " may ask for this, and no other; if that is not "
                            + "where you see the console, the setting public-url or trusted-proxy is wrong");
        }
    }

    private static boolean signsIn(Request request) {
        return request.method().equals("POST") && request.path().equals(SIGN_IN);
    }

    private Caller signIn(Request request) {
        try {
            Fields form = form(request);
            return reception.signIn(
                    said(Reception.USER, form),
                    said(Reception.PASSWORD, form),
                    request.sender().address());
        } catch (Unfit e) {
            throw Refusal.INVALID_PARAMETER.refused("the request " + e.words());
        }
    }

    private static String said(Param<String> param, Fields form) {
        try {
            return (String) Objects.requireNonNull(param.read(form.all(param.name())));
        } catch (Unfit e) {
            throw Refusal.INVALID_PARAMETER.refused(param.name() + " " + e.words());
        }
    }

    private static Fields form(Request request) {
        return Fields.parse(new String(request.body(), StandardCharsets.ISO_8859_1), false);
    }

    @Override
    public boolean knownByHead(Request head) {
        if (!signsIn(head)) {
            return true;
        }
        mustBeAskedByOurPage(head);
        reception.mustBeWelcome(head.sender().address());
        return false;
    }

    @Override
    public String claimed(Request request) {
        if (!signsIn(request)) {
            return "";
        }
        try {
            List<String> users = form(request).all(Reception.USER.name());
            return users.isEmpty() ? "" : users.getLast();
        } catch (Unfit e) {
            return "";
        }
    }

    @Override
    public List<Reply.Header> invitation() {
        return INVITATION;
    }

    @Override
    public boolean opensToAnyPage() {
        return false;
    }
}
