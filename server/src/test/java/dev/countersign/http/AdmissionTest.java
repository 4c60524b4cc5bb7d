package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void whoComesWhenAllPlacesAreTakenIsAskedToComeAgainAndASlowBodyTakesNone() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Rig rig = new Rig(Rig.with(Rig.limits(1, LONG, LONG)), request -> {
                    if (request.path().equals("/slow")) {
                        inside.countDown();
                        await(go);
                    }
                    return Rig.ok("{}");
                });
                Wire slowBody = rig.wire();
                Wire holder = rig.wire()) {
            slowBody.send("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab");
            assertThat(rig.ask(Rig.GET).status())
                    .as("the slow body holds no place")
                    .isEqualTo(200);
            holder.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await(inside);
            Wire.Answer refused = rig.ask(Rig.GET);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json()).containsEntry("code", "20503");
            assertThat(rig.ask("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(slowBody.ask("cd").status())
                    .as("no place when its body came")
                    .isEqualTo(503);
            go.countDown();
            assertThat(holder.read().status()).isEqualTo(200);
            assertThat(rig.ask(Rig.GET).status()).isEqualTo(200);
            try (Wire scrape = new Wire(rig.server.metricsPort())) {
                assertThat(scrape.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .body())
                        .contains("countersign_admission_refused_total 2.0", "countersign_http_in_flight 0.0")
                        .contains("countersign_refusals_total{code=\"20503\"} 2.0");
            }
        }
    }

    @Test
    void onlySoManySlowBodiesAreWaitedForAtOnce() throws Exception {
        try (Rig rig = new Rig(Rig.with(Rig.limits(1, LONG, LONG)), _ -> Rig.ok("{}"))) {
            Wire[] slow = new Wire[5];
            for (int i = 0; i < slow.length; i++) {
                slow[i] = rig.wire().send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab");
            }
            // One of the five, whichever came last, is refused; the other four are waited for.
            List<Integer> statuses = new ArrayList<>();
            try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
                CountDownLatch first = new CountDownLatch(1);
                List<Future<Integer>> answers = new ArrayList<>();
                for (Wire wire : slow) {
                    answers.add(readers.submit(() -> {
                        int status = wire.read().status();
                        first.countDown();
                        return status;
                    }));
                }
                await(first);
                // One at a time: there is room for one request in flight, and a second would be refused for that.
                for (int i = 0; i < slow.length; i++) {
                    sendRest(slow[i]);
                    statuses.add(answers.get(i).get());
                }
            }
            assertThat(statuses).containsExactlyInAnyOrder(503, 200, 200, 200, 200);
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }

    private static void sendRest(Wire wire) {
        try {
            wire.send("cd");
        } catch (IOException e) {
            // The refused one need not listen any longer.
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void stoppingLetsARequestInFlightFinishAndSaysSoMeanwhile() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Rig rig = new Rig(request -> {
                    inside.countDown();
                    await(go);
                    return Rig.ok("{\"done\":1}");
                });
                Wire flying = rig.wire();
                Wire probe = rig.wire();
                Wire idle = rig.wire()) {
            String ready = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(probe.ask(ready).status()).isEqualTo(200);
            flying.send(Rig.GET);
            await(inside);
            assertThat(idle.ask(ready).status()).isEqualTo(200);
            Thread stopper = Thread.ofPlatform().start(rig.server::close);
            Wire.Answer said = probe.ask(ready);
            while (said.status() == 200) {
                said = probe.ask(ready);
            }
            assertThat(said.json()).containsEntry("reason", "stopping");
            assertThat(idle.closed()).as("who only idles is sent away").isTrue();
            assertThat(stopper.isAlive()).isTrue();
            go.countDown();
            Wire.Answer answer = flying.read();
            assertThat(answer.json()).containsEntry("done", "1");
            stopper.join();
            assertThat(flying.closed()).isTrue();
        }
    }

    @Test
    void stoppingWaitsNoLongerThanItIsTold() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        HttpSettings.Limits usual = HttpSettings.Limits.USUAL;
        HttpSettings.Limits hasty = new HttpSettings.Limits(
                4,
                usual.maxBody(),
                usual.maxHeaders(),
                LONG,
                LONG,
                LONG,
                Duration.ofMillis(100),
                LONG,
                usual.waiting());
        try (Rig rig = new Rig(Rig.with(hasty), _ -> {
                    inside.countDown();
                    await(new CountDownLatch(1));
                    return Rig.ok("{}");
                });
                Wire wire = rig.wire()) {
            wire.send(Rig.GET);
            await(inside);
            rig.server.close();
            assertThat(wire.closed()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
