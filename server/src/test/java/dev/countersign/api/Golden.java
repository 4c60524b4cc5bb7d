package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that were looked at once and are to stay as they are. */
final class Golden {
    private static final Path KEPT = Path.of("src/test/resources/dev/countersign/api");
    private static final Path NEW = Path.of("target/golden");

    private Golden() {}

    static String read(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds {@code text} against the file of that name; the new text lies in target/golden, to be accepted. */
    static void assertSame(String name, String text) {
        try {
            Files.createDirectories(NEW);
            Files.writeString(NEW.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(text)
                .as("%s is not what it was; if that is meant, in server/: cp %s %s", name, NEW.resolve(name), KEPT)
                .isEqualTo(read(name));
    }
}
