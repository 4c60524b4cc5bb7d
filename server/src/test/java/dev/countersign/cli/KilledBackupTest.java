package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup and a restore are killed at one of their calls to the file system after another: the call is not made, and the
 * process is gone. What stands under a name is whole, nothing is lost, and the next try succeeds.
 */
class KilledBackupTest {
    /** The calls that change what is found on the disk, or make it last: a run for each of them that is made. */
    private static final List<String> CALLS = Boolean.getBoolean("countersign.long")
            ? List.of("link", "rename", "unlink", "fsync,fdatasync", "pwrite64")
            : List.of("link", "rename");

    @TempDir
    Path dir;

    private Path data;
    private Path backup;
    private Terminal terminal;

    @BeforeEach
    void sitDown() throws Exception {
        data = Files.createDirectory(dir.resolve("data"));
        backup = dir.resolve("backup.db");
        terminal = Terminal.withRecord(data);
        terminal.fine("account create --name before");
        terminal.fine("backup --to " + backup);
        terminal.fine("account create --name after");
    }

    @AfterEach
    void standUp() {
        terminal.close();
    }

    @Test
    void aRestoreThatIsKilledLeavesTheFormerRecordOrTheBackupAndTheOtherBesideIt() throws Exception {
        Assumptions.assumeTrue(canTrace(), "SKIPPED: strace is missing or may not trace here");
        int kills = 0;
        for (String calls : CALLS) {
            for (int when = 1; killed(calls, when, "restore", "--from", backup.toString()); when++) {
                kills++;
                terminal.fine("backup --to " + dir.resolve("whole")); // reads it through
                Files.delete(dir.resolve("whole"));
                if (accounts().contains("after")) {
                    restore(backup);
                }
                assertThat(accounts()).contains("before").doesNotContain("after");
                List<Path> asides = asides();
                restore(asides.getLast());
                assertThat(accounts()).contains("before", "after");
                for (Path aside : asides()) {
                    Files.delete(aside);
                }
                assertThat(data).isDirectoryNotContaining("glob:**restor*");
            }
            assertThat(accounts()).contains("before").doesNotContain("after");
            restore(asides().getFirst());
        }
        assertThat(kills).isGreaterThanOrEqualTo(CALLS.size());
    }

    private String accounts() {
        return terminal.fine("account list").out();
    }

    private void restore(Path from) {
        terminal.clock.forward(Duration.ofSeconds(1));
        terminal.fine("restore --from " + from);
    }

    private List<Path> asides() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().matches(".*before-restore-.*Z"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aBackupThatIsKilledIsNotThereOrIsWhole() throws Exception {
        Assumptions.assumeTrue(canTrace(), "SKIPPED: strace is missing or may not trace here");
        Path made = dir.resolve("made.db");
        int kills = 0;
        for (String calls : CALLS) {
            for (int when = 1; killed(calls, when, "backup", "--to", made.toString()); when++) {
                kills++;
                if (!Files.exists(made)) {
                    terminal.fine("backup --to " + made);
                }
                assertThat(dir).isDirectoryNotContaining("glob:**unfinished*");
                restore(made);
                assertThat(accounts()).contains("before", "after");
                Files.delete(made);
            }
            Files.delete(made);
        }
        assertThat(kills).isPositive();
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command in a process of its own, of which one thread dies with it at its nth such call; whether one did. */
    private boolean killed(String calls, int nth, String... command) throws Exception {
        Path said = dir.resolve("said");
        List<String> line = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":error=EIO:signal=KILL:when=" + nth,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(command));
        line.addAll(List.of("--data", data.toString()));
        Process process = new ProcessBuilder(line)
                .redirectOutput(new File("/dev/null"))
                .redirectError(said.toFile())
                .start();
        int code = process.waitFor();
        assertThat(code).as(Files.readString(said)).isIn(0, 128 + 9);
        return code != 0;
    }
}
