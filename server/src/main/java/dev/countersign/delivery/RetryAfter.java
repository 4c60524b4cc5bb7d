package dev.countersign.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** For how long somebody who is overrun asks to be left alone. */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    // spec RFC 9110 10.2.3: seconds, or a date
    /** Null where the field is absent or spells nothing; never longer than an hour, whatever was asked for. */
    static @Nullable Duration parse(@Nullable String field, Instant now) {
        if (field == null) {
            return null;
        }
        String text = field.strip();
        if (text.matches("\\d+")) {
            return text.length() > 9 ? LONGEST : atMost(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            return atMost(Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from)));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration atMost(Duration asked) {
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
