package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A product that is in use is moved to PostgreSQL, and back into a file: whatever was acknowledged comes along. */
@Tag(Engine.OF_ITS_OWN)
class MovingTest {
    private static final int PEOPLE = 8;

    @Test
    void whatWasAcknowledgedComesAlongToPostgresAndBack(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Path back = folder.resolve("back");
        String database = Postgres.shared().url(Postgres.shared().create());
        Callers callers;
        try (Product old = Product.start(data)) {
            callers = new Callers(old.api());
            move(callers, old, data.toString(), database);
        }
        try (Product moved = Product.start(data, "--database", database)) {
            callers.mustFindTheirs(moved.api());
            Files.createDirectory(back);
            Files.copy(data.resolve("master.key"), back.resolve("master.key"));
            move(callers, moved, database, back.toString());
        }
        Map<String, String> known =
                Map.of("COUNTERSIGN_ACCOUNT_SID", callers.account, "COUNTERSIGN_AUTH_TOKEN", callers.token);
        try (Product home = Product.start(back, known)) {
            callers.mustFindTheirs(home.api());
        }
    }

    /** While callers go on, until the place they know takes no more from them. */
    private static void move(Callers callers, Product from, String source, String target) throws Exception {
        CompletableFuture<Void> busy = callers.untilTurnedAway(from.api());
        assertThat(callers.atIt.await(60, TimeUnit.SECONDS)).isTrue();
        Launcher.Ran copied = Launcher.run("database", "copy", "--from", source, "--to", target);
        assertThat(copied.exit()).as(copied.toString()).isZero();
        assertThat(copied.out()).contains("no writes were taken");
        busy.get(60, TimeUnit.SECONDS);
    }

    /** Who has people challenged and approved, and remembers what they were told. */
    private static final class Callers {
        private final String account;
        private final String token;
        private final List<Person> people = new ArrayList<>();
        private final List<PhoneOwner> owners = new ArrayList<>();
        private final Map<String, Person> approved = new HashMap<>();
        private final Map<String, PhoneOwner> open = new HashMap<>();
        private final List<Used> used = new ArrayList<>();
        private CountDownLatch atIt = new CountDownLatch(1);

        /** A code that was good once. */
        private record Used(Person person, String code) {}

        Callers(Api api) throws IOException, InterruptedException {
            account = api.user();
            token = api.password();
            PhoneShop shop = PhoneShop.of(api);
            for (int i = 0; i < PEOPLE; i++) {
                Person person = Person.enrolled(api, shop.service());
                people.add(person);
                approve(person);
                owners.add(shop.enrolled(Habits.PLAIN));
            }
        }

        /** By a code that is good for nothing else from then on. */
        private void approve(Person person) {
            String sid = person.challenged().mustBe(201).sid();
            String code = person.app().code(person.api().now().plusSeconds(30));
            person.answer(sid, code).mustBe(200);
            assertThat(person.status(sid)).isEqualTo("approved");
            approved.put(sid, person);
            used.add(new Used(person, code));
        }

        /** Asks phones, of which there is no limit in an hour, for as long as it is let. */
        CompletableFuture<Void> untilTurnedAway(Api api) {
            atIt = new CountDownLatch(PEOPLE);
            return CompletableFuture.runAsync(() -> {
                Answer answer = ask(owners.getFirst().by(api));
                for (int i = 0; answer.status() == 201; i++) {
                    open.put(answer.sid(), owners.get(i % PEOPLE));
                    atIt.countDown();
                    answer = ask(owners.get((i + 1) % PEOPLE).by(api));
                }
                assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            });
        }

        private static Answer ask(PhoneOwner owner) {
            Instant later = owner.backend().now().plusSeconds(3000).truncatedTo(ChronoUnit.SECONDS);
            return owner.challenged("ExpirationDate", later.toString());
        }

        void mustFindTheirs(Api api) {
            approved.forEach(
                    (sid, person) -> assertThat(person.by(api).status(sid)).isEqualTo("approved"));
            open.forEach((sid, owner) -> assertThat(owner.by(api).status(sid)).isEqualTo("pending"));
            for (Used code : used) {
                Answer again = code.person().by(api).challenged("AuthPayload", code.code());
                assertThat(again.mustBe(201).text("status"))
                        .as("with a code that was good before")
                        .isEqualTo("pending");
            }
        }
    }
}
