package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.DataFolder;
import dev.countersign.Settings;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and going back to them, as an operator types it. */
class BackupCommandsTest {
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
    }

    @AfterEach
    void standUp() {
        terminal.close();
    }

    private DataFolder folder() {
        return new DataFolder(Settings.read(Map.of("data", data.toString()), Map.of()));
    }

    @Test
    void whatWasBackedUpIsThereAgainAfterItWasRestored() {
        terminal.fine("account create --name before");
        String made = terminal.fine("backup --to " + backup).out();
        assertThat(made)
                .startsWith("Backup        " + backup + "\nSize          ")
                .containsPattern("(?m)^Rows          4 in \\d+ tables, schema level \\d+$")
                .containsPattern("(?m)^Took          \\d+\\.\\d s, and was read through$")
                .contains("The master key is not in it");
        terminal.fine("account create --name after");

        String restored = terminal.fine("restore --from " + backup).out();

        Path aside = data.resolve("countersign.db.before-restore-20260101T000000.123Z");
        assertThat(restored)
                .startsWith("Restored      " + backup + "\nRows          4 in ")
                .contains("the master key at hand opens it")
                .contains("Put aside     " + aside);
        assertThat(terminal.fine("account list").out()).contains("before").doesNotContain("after");
        assertThat(backup).exists();
        assertThat(aside).exists();
        assertThat(data).isDirectoryNotContaining("glob:**restoring*");
    }

    @Test
    void onANewMachineTheMasterKeyComesFirst() throws Exception {
        terminal.fine("account create --name mine");
        terminal.fine("backup --to " + backup);
        Path fresh = dir.resolve("fresh");
        terminal.environment.put("COUNTERSIGN_DATA", fresh.toString());
        assertThat(terminal.refused("restore --from " + backup))
                .isEqualTo("countersign: The master key file " + fresh.resolve("master.key")
                        + " is missing; without it the database stays shut.");
        assertThat(fresh).doesNotExist();
        Files.createDirectory(fresh);
        Files.copy(data.resolve("master.key"), fresh.resolve("master.key"));
        assertThat(terminal.fine("restore --from " + backup).out()).doesNotContain("Put aside");
        assertThat(terminal.fine("account list").out()).contains("mine");
    }

    @Test
    void aMasterKeyThatDoesNotOpenTheBackupChangesNothing() throws Exception {
        terminal.fine("account create --name mine");
        terminal.fine("backup --to " + backup);
        terminal.fine("master-key rotate");
        String sentence =
                "countersign: The master key at hand does not open " + backup + ": give the one it was made with.";
        assertThat(terminal.refused("restore --from " + backup)).isEqualTo(sentence);
        assertThat(terminal.fine("account list").out()).contains("mine");
        assertThat(data).isDirectoryNotContaining("glob:**restor*");

        Path former = Files.writeString(dir.resolve("former.key"), Terminal.KEY);
        assertThat(terminal.fine("restore --from " + backup + " --master-key-file " + former)
                        .out())
                .contains("opens it");
    }

    @Test
    void neitherIsDoneTwiceAtATimeAndNothingIsRestoredUnderAServer() throws Exception {
        terminal.fine("account create --name mine");
        terminal.fine("backup --to " + backup);
        try (FileLock _ = folder().lock()) {
            assertThat(terminal.refused("restore --from " + backup))
                    .isEqualTo("countersign: A server is running on the data folder " + data + ": stop it first.");
            Files.delete(backup);
            terminal.fine("backup --to " + backup);
        }
        try (FileLock _ = folder().lockBackup()) {
            assertThat(terminal.refused("backup --to " + dir.resolve("another.db")))
                    .contains("Another backup of the data folder");
        }
        try (FileLock _ = folder().lockMasterKey()) {
            assertThat(terminal.refused("restore --from " + backup)).contains("is changing the master key");
        }
    }

    @Test
    void aDatabaseOfPostgresqlsIsLeftToItsOwnTools() {
        terminal.environment.put(
                "COUNTERSIGN_DATABASE", "postgresql://countersign@127.0.0.1:1/countersign?sslmode=disable");
        for (String command : List.of("backup --to ", "restore --from ")) {
            assertThat(terminal.refused(command + backup)).contains("pg_dump").contains("pgBackRest");
        }
        assertThat(backup).doesNotExist();
    }

    @Test
    void whatIsMissingOnTheLineOrOnTheDiskIsOneSentence() {
        assertThat(terminal.refused("backup")).isEqualTo("countersign: Say --to with a file.");
        assertThat(terminal.refused("restore")).isEqualTo("countersign: Say --from with a file.");
        assertThat(terminal.refused("restore --from " + backup))
                .isEqualTo("countersign: There is no backup " + backup + ".");
        terminal.environment.put("COUNTERSIGN_DATA", dir.resolve("nowhere").toString());
        assertThat(terminal.refused("backup --to " + backup)).contains("There is no Countersign in ");
        assertThat(backup).doesNotExist();
    }
}
