package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kind of file it is, and bringing it up to date. */
class OpeningTest {
    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("record.db");
    }

    @Test
    void theListOfMigrationsIsTheFilesInTheJar() throws Exception {
        URI place = Objects.requireNonNull(Db.class.getClassLoader().getResource(Schema.OURS.location()))
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(place))) {
            List<Integer> versions = files.map(path -> path.getFileName().toString())
                    .map(name -> name.replaceFirst("^V(\\d+)__\\w+\\.sql$", "$1"))
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
            assertThat(Schema.OURS.versions()).isEqualTo(versions);
        }
    }

    @Test
    void theRealRecordOpensTwiceAndOnlyItsOwnerMayReadIt() throws IOException {
        Options options = Options.standard(() -> {});
        Toy.open(file(), options).close();
        try (Db db = Toy.open(file(), options)) {
            assertThat(db.<@Nullable Long>read(
                            tx -> tx.one("SELECT oldest_reader FROM schema_facts", row -> row.number(1))))
                    .isPositive();
            db.write(tx -> tx.update("UPDATE schema_facts SET one = one"));
        }
        for (String name : List.of("record.db")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anOlderRecordIsBroughtUpToDateAndKeepsWhatItHolds() {
        try (Db db = Toy.open(file(), Toy.options())) {
            db.write(tx -> Toy.insert(tx, 1, "old"));
        }
        try (Db db = Toy.open(file(), Toy.options().schema(Toy.NEWER))) {
            db.write(tx -> tx.update("UPDATE thing SET colour = 'green' WHERE body = 'old'"));
            assertThat(db.read(Toy::bodies)).containsExactly("old");
        }
    }

    @Test
    void aRecordFromANewerServerIsUsedAsLongAsItSaysSo() {
        Toy.open(file(), Toy.options().schema(Toy.NEWER)).close();
        try (Db db = Toy.open(file(), Toy.options())) {
            db.write(tx -> Toy.insert(tx, 1, "rolling"));
            db.write(tx -> tx.update("UPDATE schema_facts SET oldest_reader = 2"));
        }
        assertThatThrownBy(() -> Toy.open(file(), Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + file() + " was upgraded by a newer server and needs schema level 2, while"
                        + " this server knows level 1; start the newer server.");
        Toy.open(file(), Toy.options().schema(Toy.NEWER)).close();
    }

    @Test
    void manyWhoOpenANewRecordAtOnceMakeItOnce() throws Exception {
        List<Future<Boolean>> all;
        try (ExecutorService crowd = Executors.newFixedThreadPool(6)) {
            all = IntStream.range(0, 6)
                    .mapToObj(n -> crowd.submit(() -> {
                        try (Db db = Toy.open(file(), Toy.options())) {
                            return db.write(tx -> Toy.insert(tx, n, "here")).length == 16;
                        }
                    }))
                    .toList();
        }
        for (Future<Boolean> one : all) {
            assertThat(one.get()).isTrue();
        }
        try (Db db = Toy.open(file(), Toy.options())) {
            assertThat(Toy.count(db)).isEqualTo(6);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
        Files.writeString(file(), "Dear diary, ".repeat(1000));
        assertThatThrownBy(() -> Toy.open(file(), Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + file() + " is not a database.");
        assertThat(Files.readString(file())).startsWith("Dear diary");
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
        try (Session session = new Session(new SqliteFile(file()).connect(Role.OPENER))) {
            session.run("CREATE TABLE recipes (name TEXT)");
        }
        assertThatThrownBy(() -> Toy.open(file(), Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + file() + " belongs to another program.");
    }

    @Test
    void aDamagedSchemaIsRefused() throws IOException {
        Toy.open(file(), Toy.options()).close();
        scribble(100, 100); // the first page's own header, after the file's
        assertThatThrownBy(() -> Toy.open(file(), Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + file() + " is damaged; restore it from a backup.");
    }

    @Test
    void aSmallFileThatWasNotClosedIsReadThrough() throws IOException {
        try (Db db = Toy.open(file(), Toy.options())) {
            for (int i = 0; i < 200; i++) {
                long n = i;
                db.write(tx -> Toy.insert(tx, n, "x".repeat(600)));
            }
        }
        scribble(Files.size(file()) - 3 * 4096, 2 * 4096);
        Files.write(dir.resolve("record.db-wal"), new byte[] {0}); // as after a crash
        assertThatThrownBy(() -> Toy.open(file(), Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is damaged")
                .hasMessageEndingWith("restore it from a backup.");
    }

    @Test
    void aPlaceThatDoesNotExistIsSaidSo() {
        Path nowhere = dir.resolve("no/such/place.db");
        assertThatThrownBy(() -> Toy.open(nowhere, Toy.options()))
                .isInstanceOf(Unusable.class)
                .hasMessageStartingWith("The database " + nowhere + " cannot be created: ");
    }

    private void scribble(long at, int length) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.seek(at);
            byte[] noise = new byte[length];
            java.util.Arrays.fill(noise, (byte) 0xA5);
            raw.write(noise);
        }
    }
}
