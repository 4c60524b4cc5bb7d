package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

    /** One that has yet to be released may change, and its sum here with it: then no record was made by it. */
    @Test
    void aMigrationThatWasReleasedNeverChanges() throws Exception {
        Map<String, String> sums = Map.of(
                "V1__the_record.sql", "1c4b5dbf4036c0b21121ebda7e891092e3ec759fec7817035e1c8bd0212247e1",
                "V2__push.sql", "9e516bcc28cd816686c3952e10958eba0bcbde61cab3089ae95773fafe2e6dbc",
                "V3__delivery.sql", "f7d5d3e4152ea5016f5e52b7d2b1dc4ee663d7a0bf38c22b81257792885da9a4",
                "V4__many_servers.sql", "1ada43ad4f2299c2ddefee44666469d15cd80b1906a9724ffdd8f094e0aae73c",
                "V5__the_console.sql", "102b44c9be33891d21803380122c9feddaa1854b699ade6b2aa2ab1058182de6",
                "V6__challenges_by_time.sql", "abc12a5d915e298672826a311eade21146274bb4ab21ee4909ec170ea90ee4bb");
        assertThat(sums).hasSameSizeAs(Schema.OURS.versions());
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (Map.Entry<String, String> sum : sums.entrySet()) {
            try (InputStream file = Objects.requireNonNull(
                    Db.class.getClassLoader().getResourceAsStream(Schema.OURS.location() + "/" + sum.getKey()))) {
                assertThat(HexFormat.of().formatHex(sha256.digest(file.readAllBytes())))
                        .as(sum.getKey())
                        .isEqualTo(sum.getValue());
            }
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
