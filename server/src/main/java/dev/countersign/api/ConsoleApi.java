package dev.countersign.api;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Reception;
import dev.countersign.contract.SessionCookie;
import dev.countersign.core.Accounts;
import dev.countersign.core.Condition;
import dev.countersign.core.ConsoleSessions;
import dev.countersign.core.Counts;
import dev.countersign.core.Services;
import dev.countersign.core.Trails;
import dev.countersign.core.Trials;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the console asks: every operation of the API, the same endpoints under another path, and a few that are for operators
 * alone.
 */
public final class ConsoleApi {
    private static final Pattern VERSION = Pattern.compile("^/v\\d+(?=/)");

    private ConsoleApi() {}

    /** Lets in who is signed in. */
    public static Reception reception(ConsoleSessions sessions) {
        return SessionResource.reception(sessions);
    }

    /** What can be done by operators alone. */
    public record Deeds(
            ConsoleSessions sessions,
            Services services,
            Accounts accounts,
            Trails trails,
            Counts counts,
            Trials trials,
            Condition condition) {}

    /** The operations that are under the console's path only: described, where the others are described already. */
    public static List<Endpoint<?>> own(Deeds deeds, List<Endpoint<?>> api) {
        Consumer<Call> service =
                call -> deeds.services().mustStand(call.caller().account(), call.get(Paths.SERVICE_SID));
        return Stream.of(
                        new SessionResource(deeds.sessions()).endpoints(),
                        new KeyResource(deeds.accounts()).endpoints(),
                        new TrailResource(deeds.trails(), service).endpoints(),
                        new CountResource(deeds.counts(), service).endpoints(),
                        new TrialResource(deeds.trials(), service).endpoints(),
                        new ConditionResource(deeds.condition()).endpoints(),
                        new DeclarationResource(api).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    /** All that is behind the session. */
    public static List<Endpoint<?>> endpoints(List<Endpoint<?>> api, List<Endpoint<?>> own) {
        Stream<Endpoint<?>> moved =
                api.stream().map(e -> e.under(VERSION.matcher(e.path()).replaceFirst(SessionCookie.PATH)));
        return Stream.concat(moved, own.stream()).toList();
    }
}
