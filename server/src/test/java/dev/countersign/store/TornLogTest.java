package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails: of what was written to the log after the last sync, anything may have reached the disk, in part and in
 * any order. The log of a server killed under load is torn behind a commit that was acknowledged; what was committed up to
 * there is found again, and of what came after it whole transactions, from the first on, or nothing.
 */
class TornLogTest {
    /** How many transactions lie behind the one that counts as the last acknowledged. */
    private static final int BEHIND = 3;

    private static final boolean LONG = Boolean.getBoolean("countersign.long");

    @TempDir
    Path dir;

    private byte[] database;
    private byte[] index;
    private LogFile log;
    private List<Integer> ends;
    private int synced;
    /** What there is at the end of the last acknowledged transaction and of each one behind it. */
    private List<Set<String>> states;

    @BeforeEach
    void killAServer() throws Exception {
        Path file = dir.resolve("record.db");
        Toy.open(file, Toy.options()).close();
        Set<String> acknowledged = new HashSet<>();
        Process server = new ProcessBuilder(StoreChild.command(file, 8, Long.MAX_VALUE / 2, 0))
                .redirectError(new File("/dev/null"))
                .start();
        try (BufferedReader lines = server.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ack ") && line.length() == 36) {
                    acknowledged.add(line.substring(4));
                }
                if (acknowledged.size() == 300) {
                    server.toHandle().destroyForcibly();
                }
            }
        }
        server.waitFor();
        database = Files.readAllBytes(file);
        log = new LogFile(Files.readAllBytes(dir.resolve("record.db-wal")));
        index = Files.readAllBytes(dir.resolve("record.db-shm"));
        ends = log.ends();
        assertThat(ends).hasSizeGreaterThan(2 * BEHIND);
        assertThat(found(log.bytes())).containsAll(acknowledged);
        synced = ends.get(ends.size() - 1 - BEHIND);
        states = new ArrayList<>();
        for (int end : ends.subList(ends.size() - 1 - BEHIND, ends.size())) {
            states.add(found(Arrays.copyOf(log.bytes(), end)));
        }
        assertThat(states).doesNotHaveDuplicates();
    }

    /** What a server finds that starts on that log. */
    private Set<String> found(byte[] torn) throws IOException {
        Path folder = Files.createTempDirectory(dir, "found");
        Path file = Files.write(folder.resolve("record.db"), database);
        Files.write(folder.resolve("record.db-wal"), torn);
        if (index.length > 0) {
            Files.write(folder.resolve("record.db-shm"), index); // of before: it knows of more than there is
        }
        try (Db db = Toy.open(file, Toy.options())) {
            assertThat(Toy.integrity(db)).isEqualTo("ok");
            Set<String> ids = Set.copyOf(db.read(Toy::ids));
            db.write(tx -> Toy.insert(tx, -1, "goes on"));
            assertThat(Toy.count(db)).isEqualTo(ids.size() + 1);
            return ids;
        }
    }

    /** How many transactions behind the last acknowledged one are there; a half of one is none. */
    private int kept(byte[] torn) throws IOException {
        Set<String> ids = found(torn);
        assertThat(states).contains(ids);
        return states.indexOf(ids);
    }

    @Test
    void ofALogThatEndsTooEarlyTheWholeTransactionsAreThere() throws IOException {
        for (LogFile.Frame frame : behind()) {
            int page = frame.at() + LogFile.FRAME_HEADER;
            for (int end : new int[] {
                frame.at(), frame.at() + 1, frame.at() + 8, page - 1, page, page + 512, frame.end() - 1, frame.end()
            }) {
                int whole = Math.toIntExact(
                        ends.stream().filter(e -> e > synced && e <= end).count());
                assertThat(kept(Arrays.copyOf(log.bytes(), end))).isEqualTo(whole);
            }
        }
    }

    /** Of each transaction the first frame, the one that commits, and one between; all of them, where there is time. */
    private List<LogFile.Frame> behind() {
        List<LogFile.Frame> all =
                log.frames().stream().filter(frame -> frame.at() >= synced).toList();
        List<LogFile.Frame> some = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).commits()) {
                IntStream.of(first, (first + i) / 2, i)
                        .distinct()
                        .mapToObj(all::get)
                        .forEach(some::add);
                first = i + 1;
            }
        }
        return LONG ? all : some;
    }

    @Test
    void aTearBeforeTheLastAcknowledgedTransactionWouldBeSeen() throws IOException {
        assertThat(states).doesNotContain(found(flipped(synced - 100)));
    }

    @Test
    void aFrameThatIsNotWhatWasWrittenEndsTheLogThere() throws IOException {
        for (LogFile.Frame frame : behind()) {
            int whole = Math.toIntExact(
                    ends.stream().filter(e -> e > synced && e <= frame.at()).count());
            int page = frame.at() + LogFile.FRAME_HEADER;
            // Its page's number, whether it commits, both salts, both checksums; the page's begin, middle and end.
            for (int at : new int[] {0, 7, 8, 12, 16, 23}) {
                assertThat(kept(flipped(frame.at() + at))).isEqualTo(whole);
            }
            for (int at : new int[] {page, page + 2000, frame.end() - 1}) {
                assertThat(kept(flipped(at))).isEqualTo(whole);
            }
            for (int length : new int[] {512, 4096}) { // sectors that never reached the disk
                byte[] torn = log.bytes().clone();
                Arrays.fill(torn, frame.at(), frame.at() + length, (byte) 0);
                assertThat(kept(torn)).isEqualTo(whole);
            }
        }
    }

    private byte[] flipped(int at) {
        byte[] torn = log.bytes().clone();
        torn[at] ^= 0x40;
        return torn;
    }

    @Test
    void whateverLiesBehindTheLastAcknowledgedTransactionNothingBeforeItIsLost() throws IOException {
        index = new byte[0]; // nor is there an index after the power failed
        Random random = new Random(20261122);
        for (int i = 0; i < (LONG ? 3000 : 60); i++) {
            byte[] torn = log.bytes().clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = synced + random.nextInt(torn.length - synced);
                int length = Math.min(1 << random.nextInt(14), torn.length - at);
                switch (random.nextInt(4)) {
                    case 0 -> torn[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> Arrays.fill(torn, at, at + length, (byte) 0);
                    case 2 -> System.arraycopy(log.bytes(), random.nextInt(synced), torn, at, length % synced);
                    default -> {
                        byte[] noise = new byte[length];
                        random.nextBytes(noise);
                        System.arraycopy(noise, 0, torn, at, length);
                    }
                }
            }
            int end = random.nextBoolean() ? torn.length : synced + random.nextInt(torn.length - synced);
            assertThat(kept(Arrays.copyOf(torn, end))).as("tear %d", i).isNotNegative();
        }
    }
}
