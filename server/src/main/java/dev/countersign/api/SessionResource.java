package dev.countersign.api;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Endpoint.Gives;
import dev.countersign.contract.Reception;
import dev.countersign.contract.Reply;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.View;
import dev.countersign.core.ConsoleSessions;
import dev.countersign.core.ConsoleSessions.Opened;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Caller.BySession;
import dev.countersign.domain.ConsoleSession;
import java.util.List;
import java.util.Map;

/** Sessions of the console as its page sees them. Whoever signs in shows their credentials here once, and nowhere again. */
final class SessionResource {
    private static final String PATH = SessionCookie.PATH + "/session";

    /** What is said of a session, and the cookie by which its URL keeps it. */
    private record Told(Opened opened, SessionCookie cookie) {}

    private static final View<Told> VIEW = View.of(
            "ConsoleSession",
            View.text("account_sid", t -> t.opened().session().account().text()),
            View.text("key_sid", t -> {
                ApiKeySid key = t.opened().session().key();
                return key == null ? null : key.text();
            }),
            View.text("csrf_token", t -> t.opened().proof()),
            View.instant("date_expires", t -> t.opened().session().expires()));

    private final ConsoleSessions sessions;

    SessionResource(ConsoleSessions sessions) {
        this.sessions = sessions;
    }

    /** Who comes in to the console. */
    static Reception reception(ConsoleSessions sessions) {
        return new Reception() {
            @Override
            public void mustBeWelcome(String address) {
                sessions.mustBeWelcome(address);
            }

            @Override
            public Caller signIn(String user, String password, String address) {
                return sessions.signIn(user, password, address);
            }

            @Override
            public Caller admit(String cookie) {
                return sessions.admit(cookie);
            }

            @Override
            public boolean proves(Caller caller, String proof) {
                return caller instanceof BySession session && sessions.proves(session, proof);
            }
        };
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.post(PATH)
                        .takes(Reception.USER, Reception.PASSWORD)
                        .gives(new Gives.One<>(201, VIEW, _ -> Map.of(), SessionResource::cookie), this::open),
                Endpoint.get(PATH).gives(200, VIEW, call -> new Told(sessions.find(session(call)), call.cookie())),
                Endpoint.delete(PATH)
                        .removes(call -> List.of(call.cookie().clear()), call -> sessions.end(session(call))),
                Endpoint.delete(SessionCookie.PATH + "/sessions")
                        .removes(
                                call -> List.of(call.cookie().clear()),
                                call -> sessions.endAll(call.caller().account())));
    }

    private Told open(Call call) {
        return new Told(sessions.open(call.caller(), call.get(Reception.PASSWORD), call.held()), call.cookie());
    }

    private static List<Reply.Header> cookie(Told told) {
        return List.of(told.cookie().set(told.opened().secret(), ConsoleSession.LONGEST.toSeconds()));
    }

    /** Nobody comes in here but by one. */
    static BySession session(Call call) {
        if (call.caller() instanceof BySession session) {
            return session;
        }
        throw new IllegalStateException("a session was asked for without one");
    }
}
