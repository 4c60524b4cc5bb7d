package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** A backup takes the record's place wholly or not at all, and what was there before is kept. */
class SqliteRestoreTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:30:15.250Z");

    @TempDir
    Path dir;

    private Path file;
    private Path backup;
    private Path aside;

    /** A record with one thing in it, a backup of that, and then another thing. */
    @BeforeEach
    void backUp() throws IOException {
        Path data = Files.createDirectory(dir.resolve("data"));
        file = data.resolve("record.db");
        backup = dir.resolve("backup.db");
        aside = data.resolve("record.db.before-restore-20260301T123015.250Z");
        try (Db db = Toy.open(file, Toy.options())) {
            db.write(tx -> Toy.insert(tx, 1, "before"));
            SqliteBackup.make(file, backup, Toy.SCHEMA);
            db.write(tx -> Toy.insert(tx, 2, "after"));
        }
    }

    private @Nullable Path restore() {
        try (SqliteRestore restore = SqliteRestore.stage(backup, file, Toy.SCHEMA)) {
            Toy.open(restore.staged(), Toy.options()).close();
            return restore.place(NOW);
        }
    }

    private static List<String> bodies(Path file) {
        try (Db db = Toy.open(file, Toy.options())) {
            assertThat(Toy.integrity(db)).isEqualTo("ok");
            return db.read(Toy::bodies);
        }
    }

    /** Everything in the data folder, but for what SQLite makes and drops as it likes. */
    private Map<String, Integer> contents() throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path one : files.filter(f -> !f.toString().endsWith("-shm")).toList()) {
                all.put(one.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(one)));
            }
        }
        return all;
    }

    @Test
    void theBackupIsInPlaceAndTheFormerRecordAside() throws IOException {
        assertThat(restore()).isEqualTo(aside);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**restoring*");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(bodies(file)).containsExactly("before");
        assertThat(bodies(aside)).containsExactly("after", "before");
        assertThat(Files.isSameFile(file, aside)).isFalse();
        assertThat(bodies(backup)).containsExactly("before");
    }

    @Test
    void whereThereIsNoRecordYetThereIsOneThen() throws IOException {
        Files.delete(file);
        assertThat(restore()).isNull();
        assertThat(bodies(file)).containsExactly("before");
    }

    @Test
    void aLogWithoutItsDatabaseIsPutAsideAndNotCarriedIntoTheBackup() throws IOException {
        Files.delete(file);
        for (String log : List.of("record.db-wal", "record.db-journal")) {
            Files.writeString(file.resolveSibling(log), "somebody's");
        }
        restore();
        assertThat(bodies(file)).containsExactly("before");
        assertThat(aside.resolveSibling(aside.getFileName() + "-wal")).hasContent("somebody's");
        assertThat(aside.resolveSibling(aside.getFileName() + "-journal")).hasContent("somebody's");
    }

    @Test
    void whatAKilledServerLeftInItsLogIsInTheFilePutAside() throws Exception {
        Process server = child();
        server.toHandle().destroyForcibly();
        server.waitFor();
        assertThat(Files.size(file.resolveSibling("record.db-wal"))).isPositive();
        restore();
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**-wal");
        assertThat(bodies(file)).containsExactly("before");
        assertThat(bodies(aside)).contains("after", "x".repeat(600));
    }

    /** A server that has acknowledged something. */
    private Process child() throws IOException {
        Process server = new ProcessBuilder(StoreChild.command(file, 2, Long.MAX_VALUE / 2, 100))
                .redirectError(new File("/dev/null"))
                .start();
        var lines = server.inputReader();
        for (String line = lines.readLine(); !line.startsWith("ack "); ) {
            line = lines.readLine();
        }
        return server;
    }

    @Test
    void nothingIsRestoredUnderARunningServerOrAnybodyElseWhoHasTheRecordOpen() throws Exception {
        Process server = child();
        try {
            assertThatThrownBy(this::restore)
                    .isInstanceOf(Unusable.class)
                    .hasMessage("The database " + file + " is in use: stop the server, and whatever else has it open.");
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.toHandle().destroyForcibly();
            server.waitFor();
        }
        try (Connection idle = new SqliteFile(file).connect(Role.READER);
                Statement statement = idle.createStatement()) {
            statement.execute("SELECT count(*) FROM thing");
            assertThatThrownBy(this::restore).isInstanceOf(Unusable.class).hasMessageContaining("is in use");
        }
        assertThat(bodies(file)).contains("after");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**restor*");
    }

    @Test
    void whoeverOpenedTheFormerRecordTooEarlyWritesNeitherIntoItNorIntoTheBackup() throws SQLException {
        try (Connection early = JDBC.createConnection("jdbc:sqlite:" + file, new java.util.Properties());
                Statement statement = early.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10"); // the file is open, and nothing in it has been looked at
            restore();
            for (String wish : List.of("PRAGMA journal_mode = WAL", "DELETE FROM thing")) {
                assertThatThrownBy(() -> statement.execute(wish))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("has been moved");
            }
        }
        assertThat(bodies(file)).containsExactly("before");
        assertThat(bodies(aside)).containsExactly("after", "before");
    }

    @Test
    void aDamagedRecordIsNoHindranceAndIsKeptAsItWas() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {100, 4096, whole.length}) {
            byte[] scribbled = whole.clone();
            Arrays.fill(scribbled, length == 100 ? 0 : 50, length, (byte) 0xA5);
            Files.write(file, scribbled);
            Files.writeString(file.resolveSibling("record.db-wal"), "no log");
            assertThat(restore()).isEqualTo(aside);
            assertThat(bodies(file)).containsExactly("before");
            Files.delete(aside);
            Files.deleteIfExists(aside.resolveSibling(aside.getFileName() + "-wal"));
        }
    }

    @Test
    void aDamagedRecordThatSomebodyStillHasOpenIsNotTakenFromUnderThem() throws Exception {
        Process server = child();
        try (var raw = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            raw.write("no header".repeat(11).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        try {
            assertThatThrownBy(this::restore).isInstanceOf(Unusable.class).hasMessageContaining("is in use");
        } finally {
            server.toHandle().destroyForcibly();
            server.waitFor();
        }
    }

    @Test
    void whatIsNoBackupOfOursChangesNothing() throws Exception {
        byte[] whole = Files.readAllBytes(backup);
        Path other = dir.resolve("other.db");
        try (Session session = new Session(new SqliteFile(other).connect(Role.OPENER))) {
            session.run("CREATE TABLE recipes (name TEXT)");
        }
        byte[] torn = whole.clone();
        Arrays.fill(torn, torn.length - 4096, torn.length, (byte) 0);
        Map<byte[], String> bad = Map.of(
                new byte[0],
                "holds no Countersign database.",
                "Dear diary, ".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "is no database.",
                Files.readAllBytes(other),
                "holds no Countersign database.",
                Arrays.copyOf(whole, whole.length - 4096),
                "is damaged",
                Arrays.copyOf(whole, 5000),
                "is damaged",
                torn,
                "is damaged");
        Map<String, Integer> before = contents();
        for (Map.Entry<byte[], String> one : bad.entrySet()) {
            Files.write(backup, one.getKey());
            assertThatThrownBy(this::restore)
                    .isInstanceOf(Unusable.class)
                    .hasMessageStartingWith("The file " + backup + " ")
                    .hasMessageContaining(one.getValue());
            assertThat(contents()).isEqualTo(before);
        }
        Files.delete(backup);
        assertThatThrownBy(this::restore).hasMessage("There is no backup " + backup + ".");
        assertThatThrownBy(() -> SqliteRestore.stage(file, file, Toy.SCHEMA))
                .hasMessageContaining("the database itself");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aFileWithALogOfItsOwnIsNoBackup() throws IOException {
        Path log = Files.writeString(dir.resolve("backup.db-wal"), "more");
        assertThatThrownBy(this::restore).isInstanceOf(Unusable.class).hasMessageContaining(log.toString());
        assertThat(log).hasContent("more");
    }

    @Test
    void aBackupOfANewerServerIsRefusedAndOneOfAnOlderIsBroughtUpToDate() {
        Options newer = Toy.options().schema(Toy.NEWER);
        try (SqliteRestore restore = SqliteRestore.stage(backup, file, Toy.NEWER)) {
            assertThat(restore.holdings().level()).isEqualTo(1);
            Toy.open(restore.staged(), newer).close();
            restore.place(NOW);
        }
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**restoring*");
        try (Db db = Toy.open(file, newer)) {
            db.write(tx -> tx.update("UPDATE thing SET colour = 'green'"));
            db.write(tx -> tx.update("UPDATE schema_facts SET oldest_reader = 2"));
        }
        Path fresh = dir.resolve("fresh.db");
        assertThat(SqliteBackup.make(file, fresh, Toy.NEWER).level()).isEqualTo(2);
        assertThatThrownBy(() -> SqliteRestore.stage(fresh, file, Toy.SCHEMA))
                .isInstanceOf(Unusable.class)
                .hasMessage("The file " + fresh + " is from a newer server and needs schema level 2, while this server"
                        + " knows level 1.");
    }

    @Test
    void theSecondNameOfARecordThatARestoreWasKilledOverIsForgotten() throws IOException {
        Path second = file.resolveSibling("record.db.before-restore-20260228T000000.000Z");
        Path former = Files.writeString(file.resolveSibling("record.db.before-restore-20260227T000000.000Z"), "kept");
        Files.createLink(second, file);
        Files.writeString(file.resolveSibling("record.db.restoring"), "half a copy");
        restore();
        assertThat(second).doesNotExist();
        assertThat(former).hasContent("kept");
        assertThat(bodies(aside)).containsExactly("after", "before");
    }
}
