package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is on disk, whatever happens to the process; with real processes and real system calls. */
class DurabilityTest {
    private static final int KILLS = Boolean.getBoolean("countersign.long") ? 100 : 8;

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void create() {
        file = dir.resolve("record.db");
        Toy.open(file, Toy.options()).close();
    }

    @Test
    void noAcknowledgementLeavesTheProcessBeforeTheLogIsSynced() throws Exception {
        List<String> calls = new ArrayList<>();
        List<String> said = traced(calls, "-e", "trace=pwrite64,fsync,fdatasync,write");
        assertThat(said).endsWith("closed").hasSize(32);

        int acknowledged = 0;
        boolean written = false;
        boolean synced = false;
        for (String call : calls) {
            boolean log = call.contains("record.db-wal>");
            if (log && call.contains("pwrite64(")) {
                written = true;
                synced = false;
            } else if (log && call.contains("sync(") && call.endsWith("= 0")) {
                synced = written;
            } else if (call.contains("\"ack ")) {
                assertThat(synced).as("synced before: %s", call).isTrue();
                written = false;
                synced = false;
                acknowledged++;
            }
        }
        assertThat(acknowledged).isEqualTo(30);
    }

    @Test
    void whenTheDiskRefusesToSyncNothingMoreIsAcknowledgedAndTheProcessStops() throws Exception {
        List<String> calls = new ArrayList<>();
        List<String> said =
                traced(calls, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=12+");
        assertThat(said).contains("fatal").doesNotContain("closed");
        List<String> acknowledged =
                said.stream().filter(line -> line.startsWith("ack ")).toList();
        assertThat(acknowledged).isNotEmpty().hasSizeLessThan(30);
        int failed = said.indexOf(said.stream()
                .filter(l -> !l.startsWith("ack ") && !l.equals("open"))
                .findFirst()
                .orElseThrow());
        assertThat(said.subList(failed, said.size())).noneMatch(line -> line.startsWith("ack "));
        assertAllThere(acknowledged);
    }

    /** Runs a child that writes 30 units one after another under strace; its lines are returned, its calls collected. */
    private List<String> traced(List<String> calls, String... expressions) throws Exception {
        Path trace = dir.resolve("trace");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-s", "16", "-o", trace.toString()));
        command.addAll(List.of(expressions));
        Assumptions.assumeTrue(canTrace(), "SKIPPED: strace is missing or may not trace here");
        command.addAll(StoreChild.command(file, 1, 30, 0));
        Process child = start(command);
        List<String> said = child.inputReader().lines().toList();
        child.waitFor();
        calls.addAll(whole(Files.readAllLines(trace)));
        return said;
    }

    /** A call during which another thread called is printed in halves. A write counts from its begin, a sync from its end. */
    private static List<String> whole(List<String> lines) {
        Map<String, String> begun = new HashMap<>();
        List<String> calls = new ArrayList<>();
        for (String line : lines) {
            String thread = line.substring(0, line.indexOf(' '));
            if (line.contains("<unfinished ...>") && line.contains("sync(")) {
                begun.put(thread, line.replace("<unfinished ...>", ""));
            } else if (line.contains("sync resumed>")) {
                calls.add(begun.remove(thread) + line);
            } else {
                calls.add(line);
            }
        }
        return calls;
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return start(List.of("strace", "-f", "-o", "/dev/null", "true")).waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void everythingAcknowledgedSurvivesAKillUnderLoad() throws Exception {
        Random random = new Random(20261121);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            Process child = start(StoreChild.command(file, 32, Long.MAX_VALUE / 2, round * 1_000_000_000L));
            int enough = 500 + random.nextInt(2000);
            try (BufferedReader lines = child.inputReader()) {
                int heard = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("ack ") && line.length() == 36) { // the last may have been cut short
                        acknowledged.add(line);
                    }
                    if (++heard == enough) {
                        child.toHandle().destroyForcibly(); // SIGKILL; its last words stay readable
                    }
                }
            }
            assertThat(child.waitFor()).isEqualTo(128 + 9);
            assertAllThere(acknowledged);
        }
    }

    private void assertAllThere(List<String> acknowledged) {
        try (Db db = Toy.open(file, Toy.options())) {
            assertThat(Toy.integrity(db)).isEqualTo("ok");
            Set<String> lost = new HashSet<>();
            acknowledged.forEach(line -> lost.add(line.substring(4)));
            db.read(Toy::ids).forEach(lost::remove);
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void anAdministratorsCommandMayWriteBesideARunningServer() throws Exception {
        Process server = start(StoreChild.command(file, 16, Long.MAX_VALUE / 2, 0));
        try {
            Thread.ofPlatform().daemon().start(() -> drain(server));
            try (Db beside = Toy.open(file, Toy.options())) {
                long before = Toy.count(beside);
                for (int i = 0; i < 20; i++) {
                    long n = -1L - i;
                    beside.write(tx -> Toy.insert(tx, n, "by hand"));
                }
                long byHand = beside.read(
                        tx -> tx.all("SELECT count(*) FROM thing WHERE body = 'by hand'", row -> row.number(1))
                                .getFirst());
                assertThat(byHand).isEqualTo(20);
                // The server goes on as well: however long it takes, its rows become more.
                while (Toy.count(beside) <= before + 20) {
                    assertThat(server.isAlive()).isTrue();
                }
            }
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.toHandle().destroyForcibly();
            server.waitFor();
        }
    }

    private static void drain(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
    }
}
