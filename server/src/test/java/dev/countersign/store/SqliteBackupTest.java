package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is the record at one moment, whoever writes meanwhile, and stands under its name only when it is whole. */
class SqliteBackupTest {
    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("record.db");
    }

    private Path backup() {
        return dir.resolve("backup.db");
    }

    private Holdings make() {
        return SqliteBackup.make(file(), backup(), Toy.SCHEMA);
    }

    /** A record of a few hundred things; the last of them are in its log alone while it is open. */
    private Db record() {
        Db db = Toy.open(file(), Toy.options());
        for (int i = 0; i < 300; i++) {
            long n = i;
            db.write(tx -> Toy.insert(tx, n, "thing " + n));
        }
        return db;
    }

    private static List<String> ids(Path file) {
        try (Db db = Toy.open(file, Toy.options())) {
            return db.read(Toy::ids);
        }
    }

    @Test
    void itHoldsWhatIsInTheLogAndItsOwnerAloneMayReadIt() throws IOException {
        try (Db db = record()) {
            Holdings made = make();
            assertThat(made.level()).isEqualTo(1);
            assertThat(made.rows()).containsEntry("thing", 300L);
            assertThat(made.total()).isEqualTo(300);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup())))
                    .isEqualTo("rw-------");
            assertThat(dir).isDirectoryNotContaining("glob:**backup.db?*");
            assertThat(ids(backup())).hasSameElementsAs(db.read(Toy::ids));
        }
    }

    @Test
    void ofARecordThatIsElsewhereThereIsNone() throws SQLException {
        Path real = dir.resolve("countersign.db");
        RecordPlace place = RecordPlace.of(real);
        CopyYard.serve(place).close();
        try (Session session = place.open()) {
            Moved.say(session, "was moved to another place");
        }
        assertThatThrownBy(() -> SqliteBackup.make(real, backup(), Schema.OURS))
                .isInstanceOf(Unusable.class)
                .hasMessage(
                        "The database " + real + " was moved to another place: no server could use a backup of it.");
        assertThat(dir).isDirectoryNotContaining("glob:**backup.db*");
    }

    @Test
    void itIsMadeBesideAServerThatGoesOnAndHoldsWhateverWasAcknowledgedBefore() throws Exception {
        Process server = new ProcessBuilder(StoreChild.command(file(), 16, Long.MAX_VALUE / 2, 0))
                .redirectError(new File("/dev/null"))
                .start();
        try {
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            Thread.ofPlatform().daemon().start(() -> listen(server, acknowledged));
            for (int i = 0; i < 4; i++) {
                int goal = acknowledged.size() + 2000;
                while (acknowledged.size() < goal) {
                    assertThat(server.isAlive()).isTrue();
                    Thread.onSpinWait();
                }
                Set<String> before = new HashSet<>(acknowledged);
                int heard = before.size();
                Holdings made = make();
                assertThat(acknowledged.size()).as("while it was made").isGreaterThan(heard);
                List<String> ids = ids(backup());
                assertThat(ids).hasSize(Math.toIntExact(made.total()));
                ids.forEach(before::remove);
                assertThat(before).as("acknowledged, and not in it").isEmpty();
                Files.delete(backup());
            }
            assertThat(Files.size(dir.resolve("record.db-wal"))).isLessThan(256L << 20);
        } finally {
            server.toHandle().destroyForcibly();
            server.waitFor();
        }
    }

    private static void listen(Process server, Queue<String> acknowledged) {
        try (BufferedReader lines = server.inputReader()) {
            lines.lines().filter(line -> line.startsWith("ack ")).forEach(line -> acknowledged.add(line.substring(4)));
        } catch (IOException | UncheckedIOException e) {
            // It was killed.
            return;
        }
    }

    @Test
    void itOverwritesNothingNorLiesDownBesideAForeignLog() throws IOException {
        record().close();
        for (String there : List.of("backup.db", "backup.db-wal", "backup.db-journal")) {
            Path file = Files.writeString(dir.resolve(there), "precious");
            assertThatThrownBy(this::make)
                    .isInstanceOf(Unusable.class)
                    .hasMessage("The file " + file + " is there already, and no backup overwrites anything.");
            assertThat(Files.readString(file)).isEqualTo("precious");
            Files.delete(file);
        }
        make();
    }

    @Test
    void whatAKilledOneLeftBehindIsInNobodysWay() throws IOException {
        record().close();
        Files.write(dir.resolve("backup.db.unfinished"), new byte[100_000]);
        Files.write(dir.resolve("backup.db.unfinished-journal"), new byte[10_000]);
        assertThat(make().total()).isEqualTo(300);
        assertThat(dir).isDirectoryNotContaining("glob:**unfinished*");
    }

    @Test
    void aDamagedRecordGivesNoBackup() throws IOException {
        record().close();
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.seek(raw.length() - 2 * 4096);
            raw.write(new byte[2 * 4096]);
        }
        assertThatThrownBy(this::make).isInstanceOf(Unusable.class).hasMessageContaining("damaged");
        assertThat(dir).isDirectoryNotContaining("glob:**backup*");
    }

    @Test
    void onADiskThatIsFullThereIsNone() throws Exception {
        try (Db db = record();
                SmallDisk disk = SmallDisk.in(dir)) {
            db.write(tx -> Toy.insert(tx, 1000, "x".repeat(9 << 20)));
            Path to = disk.path().resolve("backup.db");
            assertThatThrownBy(() -> SqliteBackup.make(file(), to, Toy.SCHEMA))
                    .isInstanceOf(Unusable.class)
                    .hasMessageStartingWith("The database " + file() + " cannot be copied: the disk is full");
            assertThat(disk.path()).isEmptyDirectory();
            assertThatThrownBy(() -> SqliteRestore.stage(file(), to, Toy.SCHEMA))
                    .isInstanceOf(Unusable.class);
            assertThat(disk.path()).isEmptyDirectory();
            make();
            assertThatThrownBy(() -> SqliteRestore.stage(backup(), to, Toy.SCHEMA))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("No space left");
            assertThat(disk.path()).isEmptyDirectory();
        }
    }

    @Test
    void aPlaceWhereItCannotBeWrittenIsSaidSo() {
        record().close();
        Path nowhere = dir.resolve("no/such/place.db");
        assertThatThrownBy(() -> SqliteBackup.make(file(), nowhere, Toy.SCHEMA))
                .isInstanceOf(Unusable.class)
                .hasMessageStartingWith("The backup " + nowhere + " cannot be written: ");
        assertThatThrownBy(() -> SqliteBackup.make(file(), dir, Toy.SCHEMA))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is there already");
    }
}
