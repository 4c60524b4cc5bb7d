package dev.countersign.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A test's record in a file of its own. */
final class FileRecord implements Database.TestRecord {
    private final Path folder;

    FileRecord() {
        try {
            this.folder = Files.createTempDirectory("countersign-sqlite");
            Files.write(file(), Template.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A migrated file with nothing in it, made once: most of a test's time would go into the migrations. */
    private static final class Template {
        static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("countersign-template");
                Path file = folder.resolve("record.db");
                Db.open(file, Options.standard(() -> {}), InstantSource.system(), new Random(1), System::nanoTime)
                        .close();
                byte[] bytes = Files.readAllBytes(file);
                remove(folder);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static byte[] empty() {
        return Template.BYTES.clone();
    }

    Path file() {
        return folder.resolve("record.db");
    }

    @Override
    public Db open(Options options, Db.Sources sources) {
        return Db.open(file(), options, sources.clock(), sources.random(), sources.nanos());
    }

    @Override
    public List<byte[]> bytes() {
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> all = new ArrayList<>();
            for (Path file : files.toList()) {
                all.add(Files.readAllBytes(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
