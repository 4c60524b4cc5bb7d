package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database file as it lies on the disk, with what SQLite may have left beside it. */
record FileAtRest(Path path) {
    /** What SQLite would take for the file's own, and carry over into it, whosever it was. */
    private static final List<String> LOGS = List.of("-wal", "-journal");

    FileAtRest {
        path = path.toAbsolutePath();
    }

    FileAtRest sibling(String suffix) {
        return new FileAtRest(path.resolveSibling(path.getFileName() + suffix));
    }

    boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A log beside it, if there is one. */
    @Nullable
    Path log() {
        return LOGS.stream()
                .map(log -> sibling(log).path)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /** Makes it, for its owner alone to read. */
    void create() throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** With whatever lies beside it. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
        for (String log : LOGS) {
            Files.deleteIfExists(sibling(log).path);
        }
        Files.deleteIfExists(sibling("-shm").path);
    }

    /** Lets its logs go by the other's name. The index of a log is no more than a cache, and not worth keeping. */
    void handLogsTo(FileAtRest other) throws IOException {
        for (String log : LOGS) {
            if (sibling(log).exists()) {
                Files.move(sibling(log).path, other.sibling(log).path, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(sibling("-shm").path);
    }

    void force() throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    /** So that what was made, moved or removed there stays so. */
    void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
