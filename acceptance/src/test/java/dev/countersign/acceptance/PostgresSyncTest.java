package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On PostgreSQL, too, a request is acknowledged when it is on disk. That a killed process leaves everything behind proves
 * nothing, for what it had written outlives it unsynced; so its system calls are watched.
 */
@Tag(Engine.OF_ITS_OWN)
class PostgresSyncTest {
    private static final int TIMES = 20;
    private static final String WAL = "/pg_wal/";

    @TempDir
    Path folder;

    /** When somebody began to ask for something, and when it was acknowledged. */
    private record Asked(String what, Instant from, Instant to) {}

    @BeforeEach
    void canWatch() {
        assumeTrue(Strace.works(), "SKIPPED: strace is missing or may not trace here");
    }

    /** Left to itself, this PostgreSQL would acknowledge first and sync ten seconds later. */
    private Postgres lazy() {
        return Postgres.start(Postgres.Options.DEFAULT
                .onDisk()
                .in(folder.resolve("postgres"))
                .with("synchronous_commit", "off")
                .with("wal_writer_delay", "10s")
                .with("checkpoint_timeout", "1h"));
    }

    @Test
    void noAcknowledgementLeavesTheServerBeforeTheLogIsSynced() throws Exception {
        try (Postgres postgres = lazy();
                Product product =
                        Product.start(folder.resolve("data"), "--database", postgres.url(postgres.create()))) {
            PhoneOwner owner = PhoneShop.of(product.api()).enrolled(Habits.PLAIN);
            List<Asked> asked = new ArrayList<>();
            List<Strace.Sync> syncs;
            try (Strace strace = watch(postgres)) {
                for (int i = 0; i < TIMES; i++) {
                    Instant before = Strace.now();
                    String sid = owner.challenged().mustBe(201).sid();
                    asked.add(new Asked("creation", before, Strace.now()));
                    String payload = owner.phone().sign(owner.phone().show(sid), Status.APPROVED);
                    before = Strace.now();
                    assertThat(owner.phone().submit(sid, payload).status()).isEqualTo(200);
                    asked.add(new Asked("answer", before, Strace.now()));
                }
                syncs = strace.end(WAL);
            }
            assertThat(asked).hasSize(2 * TIMES).allSatisfy(one -> assertThat(syncs)
                    .anyMatch(sync -> sync.within(one.from(), one.to())));
            IO.println(asked.size() + " requests one after another, " + syncs.size() + " syncs");
        }
    }

    /** Otherwise the test above would show nothing. */
    @Test
    void whoeverAsksForNoSyncIsSeenToGetNone() throws Exception {
        try (Postgres postgres = lazy();
                Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE thing (n int)");
            assertThat(synced(postgres, statement)).isLessThan(TIMES / 2);
            statement.execute("SET synchronous_commit = on");
            assertThat(synced(postgres, statement)).isEqualTo(TIMES);
        }
    }

    private long synced(Postgres postgres, Statement statement) throws SQLException, IOException {
        List<Asked> asked = new ArrayList<>();
        try (Strace strace = watch(postgres)) {
            for (int i = 0; i < TIMES; i++) {
                Instant before = Strace.now();
                statement.execute("INSERT INTO thing VALUES (1)");
                asked.add(new Asked("insert", before, Strace.now()));
            }
            List<Strace.Sync> syncs = strace.end(WAL);
            return asked.stream()
                    .filter(one -> syncs.stream().anyMatch(sync -> sync.within(one.from(), one.to())))
                    .count();
        }
    }

    /** All there are, and whatever the first of them starts from here on. */
    private Strace watch(Postgres postgres) throws IOException {
        List<Long> processes = Stream.concat(
                        Stream.of(postgres.pid()),
                        ProcessHandle.of(postgres.pid()).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .toList();
        return Strace.of(processes, folder.resolve("trace"));
    }
}
