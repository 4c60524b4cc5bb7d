package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acceptance.history.Campaign;
import dev.countersign.acceptance.history.Checker;
import dev.countersign.acceptance.history.Fault;
import dev.countersign.acceptance.history.History;
import dev.countersign.acceptance.history.Operation;
import dev.countersign.acceptance.history.Reply.Outcome;
import dev.countersign.acceptance.history.Site;
import dev.countersign.acceptance.history.Told;
import dev.countersign.acceptance.history.Violation;
import dev.countersign.testkit.WebhookReceiver;
import dev.countersign.testkit.WebhookReceiver.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients do at random whatever the API allows while servers die, hang and are cut off: nothing that was acknowledged is lost,
 * and nothing is done twice. {@code -Dcountersign.history.seed} makes the choices of an earlier run again,
 * {@code -Dcountersign.history.seconds} says how long it goes on.
 */
class HistoryTest {
    private static final long SEED =
            Long.getLong("countersign.history.seed", new SplittableRandom().nextInt(1_000_000));
    private static final int SECONDS =
            Integer.getInteger("countersign.history.seconds", Boolean.getBoolean("countersign.long") ? 600 : 60);
    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "a0token0of0more0than0thirty0two0characters";
    private static final Map<String, String> KNOWN = Map.of(
            "COUNTERSIGN_ACCOUNT_SID",
            ACCOUNT,
            "COUNTERSIGN_AUTH_TOKEN",
            TOKEN,
            "COUNTERSIGN_MASTER_KEY",
            "5a".repeat(32));
    private static final String[] FLAGS = {"--webhook-allow", Product.LOOPBACK};
    private static final int SERVERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SHOWN = 20;

    @AfterAll
    static void sweep() {
        if (StepClock.exists()) {
            StepClock.sweep();
        }
    }

    @Test
    void nothingIsLostAndNothingDoubled(@TempDir Path folder) throws Exception {
        switch (Engine.ofThisRun()) {
            case SQLITE -> byOneServerOnTheEmbeddedFile(folder);
            case POSTGRESQL -> bySeveralServersOnOnePostgres(folder);
        }
    }

    private static void byOneServerOnTheEmbeddedFile(Path folder) throws Exception {
        List<Fault> faults = new ArrayList<>();
        try (Rack rack = rack(1, folder, 1, faults, FLAGS)) {
            mustHold("1 server on the embedded file", List.of(rack), List.of(faults), 1);
        }
    }

    private static void bySeveralServersOnOnePostgres(Path folder) throws Exception {
        List<Rack> racks = new ArrayList<>();
        try (SharedDatabase database = new SharedDatabase(SERVERS)) {
            try {
                List<Fault> ofServers = new ArrayList<>();
                for (int i = 1; i <= SERVERS; i++) {
                    String[] flags = {FLAGS[0], FLAGS[1], "--database", database.url(i - 1)};
                    racks.add(rack(i, folder, 20, ofServers, flags));
                }
                mustHold(SERVERS + " servers on PostgreSQL", racks, List.of(ofServers, Fault.of(database)), 2);
            } finally {
                racks.forEach(Rack::close);
            }
        }
    }

    /** A server that runs, and what can happen to it. */
    private static Rack rack(int number, Path folder, int starts, List<Fault> faults, String... flags) {
        Map<String, String> environment = new HashMap<>(KNOWN);
        StepClock clock = StepClock.exists() ? StepClock.in(folder.resolve("clock" + number)) : null;
        if (clock != null) {
            environment.putAll(clock.environment());
        }
        Path data = folder.resolve("data" + number);
        Rack rack = new Rack("s" + number, starts, () -> Product.start(data, environment, flags));
        rack.start();
        faults.addAll(Fault.of(rack));
        if (clock != null) {
            Fault step = Fault.ofClock(rack, clock::set);
            faults.addAll(List.of(step, step));
        }
        return rack;
    }

    private static void mustHold(String what, List<Rack> racks, List<List<Fault>> faults, int mostCounts)
            throws Exception {
        System.out.println("history: seed " + SEED + ", " + what);
        try (WebhookReceiver receiver = WebhookReceiver.start(TOKEN, "/hooks")) {
            Api api = racks.getFirst().product().api();
            String service = api.service();
            String webhooks = "/v2/Services/" + service + "/Webhooks";
            String webhook = api.post(webhooks, "FriendlyName", "x", "EventTypes", "*", "WebhookUrl", receiver.url())
                    .mustBe(201)
                    .sid();
            History history = new History();
            Campaign.Plan plan = new Campaign.Plan(SEED, Duration.ofSeconds(SECONDS), 8, 3);
            Campaign campaign = new Campaign(new Site(history, service, ACCOUNT, TOKEN), racks, faults, plan);
            campaign.run();
            awaitNothingOwed(racks.getFirst().product().api(), webhooks + "/" + webhook + "/Deliveries");
            assertThat(receiver.objections().all()).isEmpty();
            List<Operation> operations = history.operations();
            List<Violation> violations = new Checker(mostCounts)
                    .check(
                            operations,
                            receiver.events().all().stream()
                                    .map(HistoryTest::told)
                                    .toList());
            System.out.println(summary(what, operations, campaign.struck(), receiver, violations.size()));
            if (!violations.isEmpty() || Boolean.getBoolean("countersign.history.save")) {
                Path file = Path.of("target", "history-" + SEED + ".txt").toAbsolutePath();
                history.save(file);
                if (!violations.isEmpty()) {
                    throw new AssertionError(words(violations, file));
                }
            }
        }
    }

    private static Told told(Delivery event) {
        String challenge = event.parameter("challenge_sid");
        return new Told(
                event.uuid(),
                String.valueOf(event.parameter("type")),
                String.valueOf(event.parameter("entity_identity")),
                String.valueOf(event.parameter("factor_sid")),
                challenge == null ? "" : challenge,
                String.valueOf(event.parameter("factor_friendly_name")));
    }

    private static void awaitNothingOwed(Api api, String deliveries) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!api.get(deliveries + "?Status=queued&PageSize=5")
                .mustBe(200)
                .json()
                .get("deliveries")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("events are owed still").isLessThan(until);
            Api.pause(100);
        }
    }

    private static String summary(
            String what,
            List<Operation> operations,
            Map<String, Integer> struck,
            WebhookReceiver receiver,
            int violations) {
        long unknown = operations.stream()
                .filter(o -> o.reply().outcome() == Outcome.UNKNOWN)
                .count();
        return "history: seed %d, %s, %d s: %d operations (%d of unknown outcome), %s, %d events, %d violations"
                .formatted(
                        SEED,
                        what,
                        SECONDS,
                        operations.size(),
                        unknown,
                        struck,
                        receiver.events().count(),
                        violations);
    }

    private static String words(List<Violation> violations, Path file) {
        StringBuilder words =
                new StringBuilder(violations.size() + " violations; seed " + SEED + ", all of it in " + file);
        violations.stream().limit(SHOWN).forEach(v -> words.append("\n\n").append(v));
        return words.toString();
    }
}
