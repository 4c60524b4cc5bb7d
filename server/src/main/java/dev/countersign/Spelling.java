package dev.countersign;

import dev.countersign.domain.AccountSid;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How values of settings are spelled, whatever setting they are for. Refuses the rest with the words that end the sentence. */
final class Spelling {
    private Spelling() {}

    static String filled(String s) {
        if (s.isBlank()) {
            throw new IllegalArgumentException("it must not be empty");
        }
        return s;
    }

    static Function<String, Integer> number(int min, int max) {
        return s -> {
            String range = "it must be a whole number from " + min + " to " + max;
            try {
                int n = Integer.parseInt(s);
                if (n < min || n > max) {
                    throw new IllegalArgumentException(range);
                }
                return n;
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(range, e);
            }
        };
    }

    static boolean flag(String s) {
        return switch (s) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it must be true or false");
        };
    }

    static <E extends Enum<E>> Function<String, E> oneOf(E[] values) {
        return s -> Arrays.stream(values)
                .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(s))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must be one of "
                        + Arrays.stream(values)
                                .map(v -> v.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    static AccountSid accountSid(String s) {
        AccountSid sid = AccountSid.parse(s);
        if (sid == null) {
            throw new IllegalArgumentException("it must be AC and 32 hex digits");
        }
        return sid;
    }

    // spec ASVS 11.5.1: secrets of 128 bits at least, which 32 hex digits are
    static String token(String s) {
        if (s.length() < 32 || s.length() > 256 || !s.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("it must have 32 to 256 printable ASCII characters");
        }
        return s;
    }
}
