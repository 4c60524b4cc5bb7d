package dev.countersign.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A disk of eight megabytes, which is really full when it is full. The test is skipped where none can be had. */
record SmallDisk(Path path) implements AutoCloseable {
    static SmallDisk in(Path folder) throws IOException {
        Path mount = Files.createDirectory(folder.resolve("small"));
        boolean mounted = exit("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString()) == 0;
        Assumptions.assumeTrue(mounted, "SKIPPED: no tmpfs can be mounted here");
        return new SmallDisk(mount);
    }

    private static int exit(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        exit("umount", path.toString());
    }
}
