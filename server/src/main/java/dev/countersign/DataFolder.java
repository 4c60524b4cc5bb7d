package dev.countersign;

import dev.countersign.crypto.MasterKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one Countersign keeps everything: its database, its master key unless that comes from elsewhere, and
 * the lock that lets one server in at a time. Nobody but its owner may read it.
 */
public final class DataFolder {
    /** Locks end with the process; a lock that nobody holds on to would end with the next garbage collection. */
    private static final List<FileLock> HELD = new CopyOnWriteArrayList<>();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Settings settings;
    private final Duration patience;

    public DataFolder(Settings settings) {
        this(settings, PATIENCE);
    }

    /** @param patience how long a command that prints the master key may take */
    DataFolder(Settings settings, Duration patience) {
        this.folder = settings.get(Settings.DATA);
        this.settings = settings;
        this.patience = patience;
    }

    /** Something about the folder stands in the way; the message is one sentence for the operator. */
    public static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit(String sentence) {
            super(sentence, null, false, false);
        }
    }

    public Path database() {
        return folder.resolve("countersign.db");
    }

    public Path tokenFile() {
        return folder.resolve("auth-token");
    }

    /** Makes the folder where there is none. */
    public void create() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new Unfit("The data folder " + folder + " cannot be made.");
        }
    }

    /** For commands that need a Countersign that is there already. Whether one is on a server, the server knows. */
    public void mustBeThere() {
        if (settings.find(Settings.DATABASE) == null && !Files.exists(database())) {
            throw new Unfit("There is no Countersign in " + folder + " yet: start one with \"countersign serve\".");
        }
    }

    /** Keeps other servers out until the process ends. */
    public FileLock lock() {
        return lock("lock", "Another server is running on the data folder " + folder + ".");
    }

    /** The same for a command that puts another database in the place of this one. */
    public FileLock lockOutServers() {
        return lock("lock", "A server is running on the data folder " + folder + ": stop it first.");
    }

    /** Lets one backup be made at a time. */
    public FileLock lockBackup() {
        return lock("backup.lock", "Another backup of the data folder " + folder + " is being made.");
    }

    /** Keeps others from changing the master key until the process ends. */
    public FileLock lockMasterKey() {
        return lock("master.key.lock", "Another command is changing the master key of the data folder " + folder + ".");
    }

    @SuppressWarnings("resource") // the channel stays open as long as the process, and the lock with it
    private FileLock lock(String name, String otherwise) {
        try {
            FileChannel file =
                    FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = file.tryLock();
            if (lock == null) {
                throw new Unfit(otherwise);
            }
            HELD.add(lock);
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new Unfit(otherwise);
        } catch (IOException e) {
            throw new Unfit("The data folder " + folder + " cannot be locked.");
        }
    }

    /** Whether the master key lies in a file, so that we may change it there. */
    public boolean keepsMasterKey() {
        return settings.find(Settings.MASTER_KEY) == null && settings.find(Settings.MASTER_KEY_COMMAND) == null;
    }

    /**
     * The master key, from wherever it is given; made and kept where there is none.
     *
     * @param fresh whether nothing is sealed yet: then one may be made
     */
    public MasterKey masterKey(RandomGenerator random, boolean fresh) {
        if (fresh && keepsMasterKey() && !Files.exists(masterKeyFile())) {
            replace(masterKeyFile(), MasterKey.draw(random).text());
        }
        return masterKeyAtHand();
    }

    /** The master key that there is: a fresh one would open nothing that was sealed before. */
    public MasterKey masterKeyAtHand() {
        MasterKey given = settings.find(Settings.MASTER_KEY);
        if (given != null) {
            return given;
        }
        String command = settings.find(Settings.MASTER_KEY_COMMAND);
        if (command != null) {
            return parse(printedBy(command), "The master-key-command printed no master key");
        }
        Path file = masterKeyFile();
        try {
            if (!Files.exists(file)) {
                throw new Unfit("The master key file " + file + " is missing; without it the database stays shut.");
            }
            return parse(Files.readString(file), "The file " + file + " holds no master key");
        } catch (IOException e) {
            throw new Unfit("The master key file " + file + " cannot be read.");
        }
    }

    private static MasterKey parse(String text, String otherwise) {
        try {
            return MasterKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Unfit(otherwise + ": it must be 256 bits in hex or Base64.");
        }
    }

    public void keepMasterKey(MasterKey key) {
        replace(masterKeyFile(), key.text());
    }

    private Path masterKeyFile() {
        Path file = settings.find(Settings.MASTER_KEY_FILE);
        return file == null ? folder.resolve("master.key") : file;
    }

    /** Writes a file that only its owner may read, wholly or not at all. */
    public static void replace(Path file, String text) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                out.write(StandardCharsets.UTF_8.encode(text + "\n"));
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new Unfit("The file " + file + " cannot be written.");
        }
    }

    private String printedBy(String command) {
        Process process = start(command);
        CompletableFuture<@Nullable String> printed = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("master-key-command").start(() -> readLine(process, printed));
        try {
            // Its first line, and its end: either may be long in coming, and we wait for both together so long at most.
            long deadline = patience.toMillis();
            boolean ended = process.waitFor(deadline, TimeUnit.MILLISECONDS);
            String line = printed.get(ended ? Math.max(deadline / 10, 100) : 0, TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0 || line == null) {
                throw new Unfit("The master-key-command failed.");
            }
            return line;
        } catch (ExecutionException | TimeoutException e) {
            throw new Unfit("The master-key-command failed.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unfit("The master-key-command was interrupted.");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(String command) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new Unfit("The master-key-command cannot be run.");
        }
    }

    private static void readLine(Process process, CompletableFuture<@Nullable String> printed) {
        try {
            printed.complete(process.inputReader(StandardCharsets.UTF_8).readLine());
        } catch (IOException e) {
            printed.completeExceptionally(e);
        }
    }
}
