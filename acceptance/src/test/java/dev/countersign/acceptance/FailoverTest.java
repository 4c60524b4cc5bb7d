package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.testkit.PatroniCluster;
import dev.countersign.testkit.PatroniMember;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The database's primary dies under load, and another takes its place: nothing that anybody was told is lost. */
@Tag(Engine.OF_ITS_OWN)
@EnabledIfSystemProperty(
        named = "countersign.long",
        matches = "true",
        disabledReason = "it takes minutes; ./check --long runs it")
class FailoverTest {
    private static final int CALLERS = 8;
    private static final int FAILOVERS = 3;
    /** So many acknowledgements each caller has before the next primary dies. */
    private static final int WARM = 50;

    @BeforeEach
    void installed() {
        assumeTrue(
                PatroniCluster.missing().isEmpty(),
                () -> "SKIPPED: not installed: " + String.join(", ", PatroniCluster.missing()));
    }

    @Test
    void whatWasAcknowledgedOutlivesThePrimaryAndNobodyStartsTheServerAgain(@TempDir Path folder) throws Exception {
        try (PatroniCluster cluster = PatroniCluster.start();
                Product product = Product.start(folder.resolve("data"), "--database", cluster.url(cluster.create()))) {
            List<Asker> askers = askers(product.api());
            try {
                for (int i = 0; i < FAILOVERS; i++) {
                    warm(askers);
                    PatroniMember dead = cluster.killPrimary();
                    long killed = System.nanoTime();
                    askers.forEach(asker -> Eventually.holds("somebody is served again", () -> asker.beganAfter(killed)
                            .isPresent()));
                    tell(askers, killed);
                    cluster.revive(dead);
                }
                warm(askers);
                Eventually.holds("the server is ready", () -> ready(product) == 200);
            } finally {
                askers.forEach(Asker::stop);
            }
            assertThat(product.running()).isTrue();
            askers.forEach(Asker::mustBeWell);
            assertThat(lost(askers)).isEmpty();
            report(askers);
        }
    }

    /** Otherwise the test above would show nothing. */
    @Test
    void wherePostgresDoesNotWaitForAnotherTheLossIsSeen(@TempDir Path folder) throws Exception {
        try (PatroniCluster cluster = PatroniCluster.start(PatroniCluster.Replication.ASYNCHRONOUS);
                Product product = Product.start(folder.resolve("data"), "--database", cluster.url(cluster.create()))) {
            List<Asker> askers = askers(product.api());
            try {
                warm(askers);
                cluster.holdBack();
                warm(askers);
                cluster.killPrimary();
            } finally {
                cluster.cutOff();
                askers.forEach(Asker::stop);
            }
            cluster.awaitPrimary();
            Eventually.holds("the server is ready", () -> ready(product) == 200);
            List<String> lost = lost(askers);
            assertThat(lost).hasSizeGreaterThan(CALLERS);
            IO.println(lost.size() + " acknowledgements lost by an asynchronous cluster");
        }
    }

    private static List<String> lost(List<Asker> askers) {
        return askers.stream().flatMap(asker -> asker.lost().stream()).toList();
    }

    private static List<Asker> askers(Api api) throws Exception {
        PhoneShop shop = PhoneShop.of(api);
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            askers.add(new Asker(shop.enrolled(Habits.PLAIN)));
        }
        askers.forEach(Asker::start);
        return askers;
    }

    private static void warm(List<Asker> askers) {
        for (Asker asker : askers) {
            int enough = asker.acknowledged() + WARM;
            Eventually.holds("somebody is served well", () -> asker.acknowledged() >= enough);
        }
    }

    private static int ready(Product product) {
        return Api.send(HttpRequest.newBuilder(product.base().resolve("/health/ready"))
                        .build())
                .status();
    }

    private static void tell(List<Asker> askers, long killed) {
        List<Duration> waited = askers.stream()
                .map(asker -> asker.beganAfter(killed).orElseThrow())
                .map(acknowledged -> Duration.ofNanos(acknowledged - killed))
                .sorted()
                .toList();
        IO.println("Served again after the primary's death: the first of " + CALLERS + " callers after "
                + waited.getFirst().toMillis() + " ms, the last after "
                + waited.getLast().toMillis() + " ms");
    }

    private static void report(List<Asker> askers) {
        IO.println(FAILOVERS + " primaries killed; "
                + askers.stream().mapToInt(asker -> asker.created().size()).sum() + " creations and "
                + askers.stream().mapToInt(asker -> asker.answered().size()).sum()
                + " answers acknowledged, none lost; "
                + askers.stream().mapToInt(Asker::putOff).sum() + " requests were told to come again");
        assertThat(askers).allSatisfy(asker -> {
            assertThat(asker.created()).hasSizeGreaterThan(WARM);
            assertThat(asker.answered().values()).contains(Status.APPROVED.word(), Status.DENIED.word());
        });
    }
}
