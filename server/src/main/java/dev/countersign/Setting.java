package dev.countersign;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing the operator may decide: its flag, its environment variable, its line in the settings file, its help and how
 * it is read, said once.
 *
 * @param value what stands for the value in help
 * @param otherwise the default, as text; null where leaving it out means nothing is set
 * @param secret whether it is kept off the command line, which others on the machine can read
 */
public record Setting<T>(
        String name, String value, @Nullable String otherwise, boolean secret, String help, Function<String, T> read) {

    static <T> Setting<T> of(
            String name, String value, @Nullable String otherwise, String help, Function<String, T> read) {
        return new Setting<>(name, value, otherwise, false, help, read);
    }

    static <T> Setting<T> secret(String name, String value, String help, Function<String, T> read) {
        return new Setting<>(name, value, null, true, help, read);
    }

    public String flag() {
        return "--" + name;
    }

    public String variable() {
        return "COUNTERSIGN_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** @throws Bad in one sentence that names the setting, and its value unless that is secret */
    T parse(String text) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            String given = secret ? "" : " \"" + withoutPassword(text) + "\"";
            String why = String.valueOf(e.getMessage());
            throw new Bad("The setting " + name + given + " is no good: " + why + (why.endsWith(".") ? "" : "."));
        }
    }

    /** A URL may hold a password, a password whatever ends the part of a URL it stands in, and its host may be left out. */
    private static String withoutPassword(String text) {
        return text.replaceFirst("(?s)://.*@", "://…@")
                .replaceFirst("(?s)(?<!https?)(://[^/:…]*:)(?![0-9]{1,5}(/|$)).*", "$1…");
    }

    /** A setting cannot be used; the message is one sentence for the operator. */
    public static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1;

        Bad(String sentence) {
            super(sentence, null, false, false);
        }
    }
}
