package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiting for the tide in the toy harbour. */
class WaitTest {
    private static final Param<Integer> SECONDS = Param.query("Patience", Shape.number(0, 9));
    private static final Instant HIGH_WATER = Instant.parse("2026-01-01T06:00:00Z");
    private static final View<Integer> TIDE = View.of("Tide", View.number("metres", t -> t));

    private final List<Runnable> listening = new ArrayList<>();
    private final List<Integer> seen = new ArrayList<>();
    private boolean port = true;
    private boolean turning;
    private int metres;

    private Runnable listen(Call call, Runnable wake) {
        listening.add(wake);
        return () -> listening.remove(wake);
    }

    private int look(Call call) {
        if (!port) {
            throw Refusal.NOT_FOUND.refused();
        }
        int found = metres;
        if (turning) {
            metres = 4;
            List.copyOf(listening).forEach(Runnable::run);
        }
        return found;
    }

    @Test
    void whatHappensBehindTheBackOfTheFirstLookIsHeard() {
        turning = true;
        for (String target : List.of("Tide?Patience=9", "Tide/Events")) {
            metres = 0;
            Wait wait = (Wait) ask(target);
            AtomicInteger woken = new AtomicInteger();
            wait.wakes(woken::incrementAndGet);
            assertThat(woken).as(target).hasPositiveValue();
            wait.close();
        }
    }

    private Answer ask(String target) {
        String tide = "/v2/Ports/{PortSid}/Tide";
        Router router = new Router(
                List.of(
                        Endpoint.get(tide)
                                .takes(Toy.PORT_SID, SECONDS)
                                .gives(
                                        new Endpoint.Gives.Awaited<>(
                                                new Endpoint.Gives.One<>(
                                                        200, TIDE, _ -> Map.of("tide", "seen"), _ -> List.of()),
                                                SECONDS,
                                                this::listen,
                                                t -> t > 3,
                                                _ -> HIGH_WATER),
                                        this::look),
                        Endpoint.get(tide + "/Events")
                                .takes(Toy.PORT_SID)
                                .gives(
                                        new Endpoint.Gives.Stream<>(
                                                "tide", TIDE, t -> "t" + t, this::listen, Duration.ofMinutes(9)),
                                        call -> () -> {
                                            int found = look(call);
                                            List<Integer> fresh = seen.contains(found) ? List.of() : List.of(found);
                                            seen.addAll(fresh);
                                            return new Feed.Batch<>(fresh, found > 3, HIGH_WATER);
                                        })),
                Map.of(),
                Toy::admit,
                new Paging(b -> b),
                "more/");
        return router.answer(Toy.request("GET", "/v2/Ports/" + Toy.PORT + "/" + target, Toy.ANA, ""));
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void whoDoesNotSayForHowLongIsAnsweredAtOnceAndListensToNothing() {
        assertThat(text((Reply) ask("Tide"))).isEqualTo("{\"metres\":0}");
        assertThat(text((Reply) ask("Tide?Patience=0"))).isEqualTo("{\"metres\":0}");
        assertThat(((Reply) ask("Tide?Patience=10")).status()).isEqualTo(400);
        assertThat(listening).isEmpty();
    }

    @Test
    void whoWaitsLooksAgainUntilItIsSettled() {
        Wait wait = (Wait) ask("Tide?Patience=9");
        assertThat(wait.terms()).isEqualTo(new Wait.Terms(Wait.Form.REPLY, Duration.ofSeconds(9), null));
        assertThat(wait.first().until()).isEqualTo(HIGH_WATER);
        AtomicInteger woken = new AtomicInteger();
        wait.wakes(woken::incrementAndGet);
        listening.getFirst().run();
        assertThat(woken).hasValue(1);
        assertThat(wait.again()).isInstanceOf(Wait.Turn.Still.class);
        assertThat(text(wait.last(Wait.Why.PATIENCE))).isEqualTo("{\"metres\":0}");
        metres = 4;
        Reply reply = ((Wait.Turn.Over) wait.again()).reply();
        assertThat(text(reply)).isEqualTo("{\"metres\":4}");
        assertThat(reply.told().endpoint()).isEqualTo("GET /v2/Ports/{PortSid}/Tide?Patience");
        assertThat(reply.told().more()).containsEntry("tide", "seen");
        wait.close();
        assertThat(listening).isEmpty();
        assertThat(ask("Tide?Patience=9")).isInstanceOf(Reply.class);
        assertThat(listening).isEmpty();
    }

    @Test
    void whatIsRefusedWhileSomebodyWaitsIsRefusedAsEver() {
        Wait wait = (Wait) ask("Tide?Patience=9");
        Wait stream = (Wait) ask("Tide/Events");
        port = false;
        Reply no = ((Wait.Turn.Over) wait.again()).reply();
        assertThat(no.status()).isEqualTo(404);
        assertThat(text(no)).contains("\"code\":20404", "/Ports/" + Toy.PORT + "/Tide was not found");
        assertThat(no.told().code()).isEqualTo(20404);
        assertThat(wait.last(Wait.Why.PATIENCE).status()).isEqualTo(404);
        Reply last = ((Wait.Turn.Over) stream.again()).reply();
        assertThat(text(last))
                .startsWith("event: error\ndata: {\"code\":20404,")
                .endsWith("}\n\n");
        assertThat(((Reply) ask("Tide/Events")).status())
                .as("before anything was said it is an answer like others")
                .isEqualTo(404);
        wait.close();
        stream.close();
        assertThat(listening).as("nor does who was refused go on listening").isEmpty();
    }

    @Test
    void aStreamWritesEachEventOnceAndEndsWithTheLast() {
        Wait stream = (Wait) ask("Tide/Events");
        assertThat(new String(stream.first().events(), StandardCharsets.UTF_8))
                .isEqualTo("event: tide\nid: t0\ndata: {\"metres\":0}\n\n");
        assertThat(((Wait.Turn.Still) stream.again()).events()).isEmpty();
        metres = 4;
        assertThat(text(((Wait.Turn.Over) stream.again()).reply()))
                .isEqualTo("event: tide\nid: t4\ndata: {\"metres\":4}\n\n");
        assertThat(text(stream.last(Wait.Why.STOPPING))).isEmpty();
        assertThat(text(stream.last(Wait.Why.CALLER))).startsWith("event: error\ndata: {\"code\":20003,");
    }
}
