package dev.countersign.api;

import dev.countersign.contract.Endpoint;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.View;
import dev.countersign.core.Condition;
import dev.countersign.core.Condition.Seen;
import java.util.List;
import java.util.function.Function;

/** How the server is doing, as an operator sees it. Pushes and the lag are this server's own, of several. */
final class ConditionResource {
    static final View<Seen> VIEW = View.of(
            "Health",
            View.text("version", s -> s.version().isEmpty() ? null : s.version()),
            View.number("uptime_seconds", Seen::uptimeSeconds),
            View.object(
                    "database",
                    Function.identity(),
                    View.<Seen>of(
                            "DatabaseHealth",
                            View.oneOf("engine", List.of("sqlite", "postgresql"), Seen::engine),
                            View.flag("reachable", s -> s.trouble() == null),
                            View.text("trouble", Seen::trouble),
                            View.numberIfSet("milliseconds", Seen::milliseconds))),
            View.object(
                    "outbox",
                    Function.identity(),
                    View.<Seen>of(
                            "OutboxHealth",
                            View.numberIfSet("owed", Seen::owed),
                            View.number("owed_counted_to", _ -> Condition.MOST_COUNTED),
                            View.number("lag_seconds", s -> s.sending().lagSeconds()))),
            View.object(
                    "push",
                    Seen::sending,
                    View.of(
                            "PushHealth",
                            View.number("tried_last_hour", Condition.Sending::pushes),
                            View.number("failures_last_hour", Condition.Sending::pushesFailed))),
            View.numberIfSet("servers", Seen::servers));

    private final Condition condition;

    ConditionResource(Condition condition) {
        this.condition = condition;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(Endpoint.get(SessionCookie.PATH + "/Health").gives(200, VIEW, _ -> condition.look()));
    }
}
