package dev.countersign.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of value: how text becomes it, and how OpenAPI describes it. Said once, here. Reading throws {@link Unfit} and
 * nothing else.
 */
public record Shape<T>(Function<String, T> read, Map<String, Object> schema) {

    /** Text of so many characters. */
    public static Shape<String> text(int min, int max) {
        return new Shape<>(
                s -> {
                    int n = Text.length(s);
                    if (n < min || n > max) {
                        throw new Unfit("must be " + min + " to " + max + " characters long");
                    }
                    return Text.clean(s);
                },
                schema("type", "string", "minLength", min, "maxLength", max));
    }

    /** A whole number between two others, both allowed. */
    public static Shape<Integer> number(int min, int max) {
        return new Shape<>(
                s -> {
                    int n = digits(s);
                    if (n < min || n > max) {
                        throw new Unfit("must be a whole number from " + min + " to " + max);
                    }
                    return n;
                },
                schema("type", "integer", "minimum", min, "maximum", max));
    }

    /** A whole number of at least {@code min}; what is above {@code max} is taken for {@code max}. */
    public static Shape<Integer> numberCutAt(int min, int max) {
        return new Shape<>(
                s -> {
                    int n = digits(s);
                    if (n < min) {
                        throw new Unfit("must be a whole number of at least " + min);
                    }
                    return Math.min(n, max);
                },
                schema("type", "integer", "minimum", min, "maximum", max));
    }

    /** The number in a text of ASCII digits; numbers beyond nine digits are all one; -1 where it is none. */
    private static int digits(String s) {
        if (s.isEmpty() || s.length() > 100) {
            return -1;
        }
        long n = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            n = Math.min(n * 10 + (c - '0'), 999_999_999);
        }
        return (int) n;
    }

    // spec Verify 2.3: booleans in any case
    public static Shape<Boolean> flag() {
        return new Shape<>(
                s -> switch (s.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new Unfit("must be true or false");
                },
                schema("type", "boolean"));
    }

    /** One of a few words. */
    public static <E> Shape<E> oneOf(List<E> values, Function<E, String> word) {
        Map<String, E> byWord = new LinkedHashMap<>();
        values.forEach(v -> byWord.put(word.apply(v), v));
        List<String> words = List.copyOf(byWord.keySet());
        return new Shape<>(
                s -> {
                    E value = byWord.get(s);
                    if (value == null) {
                        throw new Unfit("must be one of " + String.join(", ", words));
                    }
                    return value;
                },
                schema("type", "string", "enum", words));
    }

    /** Text with a parser of its own that answers null for what it cannot read. */
    public static <T> Shape<T> parsed(String what, String pattern, Function<String, @Nullable T> parse) {
        return new Shape<>(
                s -> {
                    T value = parse.apply(s);
                    if (value == null) {
                        throw new Unfit("must be " + what);
                    }
                    return value;
                },
                schema("type", "string", "pattern", pattern));
    }

    private static final DateTimeFormatter DATE_TIME = dateTime("+HH:MM:ss");
    private static final DateTimeFormatter DATE_TIME_COMPACT = dateTime("+HHMM");

    private static DateTimeFormatter dateTime(String offset) {
        return new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                .optionalStart()
                .appendOffset(offset, "Z")
                .optionalEnd()
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Whether {@code text} ends in a sign and four digits, as an offset without its colon does. */
    private static boolean endsCompact(String text) {
        int sign = text.length() - 5;
        return sign > 0 && (text.charAt(sign) == '+' || text.charAt(sign) == '-');
    }

    /** A date and time of ISO 8601, with {@code Z}, with an offset, or with no zone at all, which is UTC. */
    // spec Verify 11 T7: SDKs send all three
    public static Shape<Instant> instant() {
        return new Shape<>(
                s -> {
                    try {
                        DateTimeFormatter form = endsCompact(s) ? DATE_TIME_COMPACT : DATE_TIME;
                        return switch (form.parseBest(s, OffsetDateTime::from, LocalDateTime::from)) {
                            case OffsetDateTime t -> t.toInstant();
                            case LocalDateTime t -> t.toInstant(ZoneOffset.UTC);
                            default -> throw new Unfit("must be an ISO 8601 date and time");
                        };
                    } catch (DateTimeException e) {
                        throw new Unfit("must be an ISO 8601 date and time", e);
                    }
                },
                schema("type", "string", "format", "date-time"));
    }

    /** A JSON object whose values are strings, as text of at most so many characters; kept as our own serialisation. */
    public static Shape<String> strings(int longest) {
        return new Shape<>(
                s -> {
                    Map<String, String> members = Json.strings(s);
                    String kept = Json.text(members);
                    if (Text.length(kept) > longest) {
                        throw new Unfit("must be at most " + longest + " characters long");
                    }
                    return kept;
                },
                schema(
                        "type",
                        "string",
                        "description",
                        "A JSON object whose values are all strings",
                        "maxLength",
                        longest));
    }

    /** Text that holds JSON of some kind. */
    public static <T> Shape<T> json(String description, Function<String, T> read) {
        return new Shape<>(read, schema("type", "string", "description", description));
    }

    /** The same kind of value with a closer look. */
    public <U> Shape<U> then(Function<T, U> further) {
        return new Shape<>(s -> further.apply(read.apply(s)), schema);
    }

    static Map<String, Object> schema(Object... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.put((String) pairs[i], pairs[i + 1]);
        }
        return java.util.Collections.unmodifiableMap(members);
    }
}
