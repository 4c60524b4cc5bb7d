package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug is pulled while sixteen callers are being served: whatever was acknowledged is there afterwards. */
class DurabilityTest {
    private static final int CALLERS = 16;
    private static final int PEOPLE_EACH = 4;
    private static final int ROUNDS = Boolean.getBoolean("countersign.long") ? 100 : 2;

    /** What somebody was told: which challenges there are, and which of them are approved by which code. */
    private record Told(Person person, Queue<String> created, Map<String, String> approved) {
        Told(Person person) {
            this(person, new ConcurrentLinkedQueue<>(), new ConcurrentHashMap<>());
        }

        Told to(Api api) {
            return new Told(person.by(api), created, approved);
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesTheProcess(@TempDir Path folder) throws IOException, InterruptedException {
        Product product = Product.start(folder.resolve("data"));
        try {
            List<Told> all = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<Told> fresh = people(product.api());
                int acknowledged = killUnderLoad(product, fresh);
                assertThat(acknowledged).isGreaterThan(100);
                all.addAll(fresh);
                product = product.startAgain();
                mustBeWhole(product, folder.resolve("whole.db"));
                Api api = product.api();
                fresh.forEach(told -> mustBeThere(told.to(api)));
                fresh.forEach(told -> mustBeApprovedOnce(told.to(api)));
            }
            Api api = product.api();
            all.forEach(told -> mustBeThere(told.to(api)));
        } finally {
            product.close();
        }
    }

    /** A backup is read through before it gets its name. PostgreSQL sees to itself. */
    private static void mustBeWhole(Product product, Path backup) throws IOException {
        if (Engine.ofThisRun() != Engine.SQLITE) {
            return;
        }
        Launcher.Ran made = product.administer("backup", "--to", backup.toString());
        assertThat(made.exit()).as(made.toString()).isZero();
        Files.delete(backup);
    }

    private static List<Told> people(Api api) {
        String service = api.service();
        return IntStream.range(0, CALLERS * PEOPLE_EACH)
                .parallel()
                .mapToObj(_ -> new Told(Person.enrolled(api, service)))
                .toList();
    }

    private static int killUnderLoad(Product product, List<Told> people) throws InterruptedException {
        AtomicInteger acknowledged = new AtomicInteger();
        CountDownLatch warm = new CountDownLatch(CALLERS * PEOPLE_EACH * 4);
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            List<Told> mine = people.subList(c * PEOPLE_EACH, (c + 1) * PEOPLE_EACH);
            callers.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < 45; i++) {
                        for (Told told : mine) {
                            ask(told, i % 10 == 3);
                            acknowledged.incrementAndGet();
                            warm.countDown();
                        }
                    }
                } catch (UncheckedIOException e) {
                    // The server is dead, as it should be: nothing more was acknowledged.
                    return;
                }
            }));
        }
        warm.await();
        product.kill();
        for (Thread caller : callers) {
            caller.join();
        }
        return acknowledged.get();
    }

    private static void ask(Told told, boolean withCode) {
        Person person = told.person();
        if (!withCode) {
            told.created().add(person.challenged().mustBe(201).sid());
            return;
        }
        String code = person.app().code(person.api().now());
        Answer created = person.challenged("AuthPayload", code).mustBe(201);
        told.created().add(created.sid());
        if (created.text("status").equals("approved")) {
            told.approved().put(created.sid(), code);
        }
    }

    private static void mustBeThere(Told told) {
        Answer list = told.person().api().get(told.person().challenges() + "?PageSize=1000");
        List<String> sids = list.all("challenges", "sid");
        assertThat(sids).doesNotHaveDuplicates().containsAll(told.created());
        List<String> statuses = list.all("challenges", "status");
        Set<String> approved = new HashSet<>();
        for (int i = 0; i < sids.size(); i++) {
            if (statuses.get(i).equals("approved")) {
                approved.add(sids.get(i));
            }
        }
        assertThat(approved).containsAll(told.approved().keySet());
    }

    /** An approval stays the only one, and its code used up. */
    private static void mustBeApprovedOnce(Told told) {
        told.approved().forEach((challenge, code) -> {
            told.person().answer(challenge, code).mustBe(403, 60322);
            assertThat(told.person().challenged("AuthPayload", code).mustBe(201).text("status"))
                    .isEqualTo("pending");
        });
    }
}
