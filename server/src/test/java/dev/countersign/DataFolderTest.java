package dev.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.crypto.MasterKey;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that holds everything: its owner's alone, one server's at a time, and never with a second master key. */
class DataFolderTest {
    private static final String KEY = "0123456789abcdef".repeat(4);

    @TempDir
    Path dir;

    private DataFolder folder(String... settings) {
        Map<String, String> flags =
                new HashMap<>(Map.of("data", dir.resolve("data").toString()));
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        return new DataFolder(Settings.read(flags, Map.of()));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theFolderAndWhatIsInItAreTheirOwnersAlone() throws Exception {
        DataFolder folder = folder();
        folder.create();
        folder.create();
        MasterKey key = folder.masterKey(new Random(1), true);
        assertThat(mode(dir.resolve("data"))).isEqualTo("rwx------");
        assertThat(mode(dir.resolve("data/master.key"))).isEqualTo("rw-------");
        assertThat(folder.masterKey(new Random(2), true).id()).as("made once").isEqualTo(key.id());
        folder.keepMasterKey(MasterKey.draw(new Random(3)));
        assertThat(mode(dir.resolve("data/master.key"))).isEqualTo("rw-------");
        assertThat(folder.masterKey(new Random(2), true).id()).isNotEqualTo(key.id());
        DataFolder.replace(folder.tokenFile(), "secret");
        assertThat(mode(folder.tokenFile())).isEqualTo("rw-------");
        assertThat(dir.resolve("data")).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void aSecondServerIsKeptOut() throws Exception {
        DataFolder folder = folder();
        folder.create();
        try (FileLock lock = folder.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> folder().lock())
                    .isInstanceOf(DataFolder.Unfit.class)
                    .hasMessage("Another server is running on the data folder " + dir.resolve("data") + ".");
        }
        try (FileLock again = folder().lock()) {
            assertThat(again.isValid()).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeMadeOrLockedIsOneSentence() throws Exception {
        Files.writeString(dir.resolve("data"), "a file");
        assertThatThrownBy(() -> folder().create())
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageEndingWith(" cannot be made.");
        assertThatThrownBy(() -> folder().lock())
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageEndingWith(" cannot be locked.");
        assertThatThrownBy(() -> folder().mustBeThere())
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageContaining("countersign serve");
    }

    @Test
    void aLostMasterKeyIsNotReplacedByAFreshOne() throws Exception {
        DataFolder folder = folder();
        folder.create();
        assertThatThrownBy(() -> folder.masterKeyAtHand())
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageContaining("is missing");
        assertThat(dir.resolve("data/master.key")).doesNotExist();
    }

    @Test
    void aFileThatHoldsNoKeyIsSaidSoWithoutItsContent() throws Exception {
        DataFolder folder = folder();
        folder.create();
        Files.writeString(dir.resolve("data/master.key"), "very-secret");
        assertThatThrownBy(() -> folder.masterKey(new Random(1), true))
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageContaining("holds no master key")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void theKeyMayLieElsewhereOrBeGivenOrBePrintedByACommand() throws Exception {
        Path elsewhere = Files.writeString(dir.resolve("elsewhere"), KEY);
        String id = MasterKey.parse(KEY).id();
        assertThat(folder("master-key-file", elsewhere.toString())
                        .masterKey(new Random(1), true)
                        .id())
                .isEqualTo(id);
        DataFolder given = folder("master-key", KEY);
        assertThat(given.masterKey(new Random(1), true).id()).isEqualTo(id);
        assertThat(given.keepsMasterKey()).isFalse();
        DataFolder printed = folder("master-key-command", "echo " + KEY);
        assertThat(printed.masterKey(new Random(1), true).id()).isEqualTo(id);
        assertThat(printed.keepsMasterKey()).isFalse();
        assertThat(folder().keepsMasterKey()).isTrue();
        assertThat(dir.resolve("data")).doesNotExist();
    }

    @Test
    void aCommandThatFailsOrPrintsNoKeyIsOneSentenceWithoutWhatItPrinted() {
        for (String command : new String[] {
            "exit 3", "echo " + KEY + "; exit 1", "true", "countersign-no-such-command 2>/dev/null", "kill -9 $$"
        }) {
            assertThatThrownBy(() -> folder("master-key-command", command).masterKey(new Random(1), true))
                    .as(command)
                    .isInstanceOf(DataFolder.Unfit.class)
                    .hasMessage("The master-key-command failed.");
        }
        assertThatThrownBy(
                        () -> folder("master-key-command", "echo very-secret").masterKey(new Random(1), true))
                .isInstanceOf(DataFolder.Unfit.class)
                .hasMessageContaining("printed no master key")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void aCommandThatHangsIsNotWaitedForForEver() {
        for (String command :
                new String[] {"sleep 600", "exec sleep 600", "echo " + KEY + "; sleep 600", "sleep 2 &"}) {
            Map<String, String> flags = Map.of("data", dir.resolve("data").toString(), "master-key-command", command);
            DataFolder folder = new DataFolder(Settings.read(flags, Map.of()), Duration.ofMillis(300));
            assertThatThrownBy(() -> folder.masterKey(new Random(1), true))
                    .as(command)
                    .isInstanceOf(DataFolder.Unfit.class)
                    .hasMessage("The master-key-command failed.");
        }
    }
}
