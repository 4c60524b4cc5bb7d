package dev.countersign.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The programs of one major version of PostgreSQL. The build lays their archive beside this module; a folder that all
 * processes of this user share holds them unpacked.
 */
record PostgresBinaries(int version) implements PgBinaryResolver {

    /** What the library leaves in a folder that it has unpacked. */
    private static final String UNPACKED = ".exists";

    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        try (ZipFile jar = jar()) {
            return new ByteArrayInputStream(jar.getInputStream(archive(jar)).readAllBytes());
        }
    }

    private ZipFile jar() throws IOException {
        try {
            Path classes = Path.of(PostgresBinaries.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new ZipFile(
                    classes.resolveSibling("postgres").resolve(version + ".jar").toFile());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static ZipEntry archive(ZipFile jar) throws IOException {
        return jar.stream()
                .filter(entry -> entry.getName().endsWith(".txz"))
                .findAny()
                .orElseThrow(() -> new IOException("No binaries are in " + jar.getName()));
    }

    /** Starts with these programs, once they are unpacked; whoever comes meanwhile waits. */
    EmbeddedPostgres start(EmbeddedPostgres.Builder builder) throws IOException {
        Path home = home();
        builder.setPgBinaryResolver(this).setOverrideWorkingDirectory(home.toFile());
        if (!unpacked(home).isEmpty()) {
            return builder.start();
        }
        Files.createDirectories(home.getParent());
        synchronized (PostgresBinaries.class) {
            try (FileChannel lock = FileChannel.open(
                    home.resolveSibling(home.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                lock.lock();
                return unpacked(home).isEmpty() ? startFirst(builder, home) : builder.start();
            }
        }
    }

    private static EmbeddedPostgres startFirst(EmbeddedPostgres.Builder builder, Path home) throws IOException {
        // The library would keep a file that a process which was killed has left half unpacked.
        Folders.delete(home);
        try {
            return builder.start();
        } finally {
            // It would unpack again, over what runs, where something in the folder is somewhat younger than this.
            for (Path folder : unpacked(home)) {
                Files.setLastModifiedTime(folder.resolve(UNPACKED), FileTime.from(Instant.now()));
            }
        }
    }

    private static List<Path> unpacked(Path home) throws IOException {
        if (!Files.exists(home)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(home)) {
            return folders.filter(folder -> Files.exists(folder.resolve(UNPACKED)))
                    .toList();
        }
    }

    /** One for each archive, so that none is ever unpacked over another. */
    private Path home() throws IOException {
        try (ZipFile jar = jar()) {
            return Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "countersign-postgres-" + System.getProperty("user.name"),
                    version + "-" + Long.toHexString(archive(jar).getCrc()));
        }
    }
}
