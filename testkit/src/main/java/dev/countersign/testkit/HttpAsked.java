package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in.
 *
 * @param target the path with its query, undecoded
 * @param headers their values in order, by names in small letters
 */
record HttpAsked(String method, String target, Map<String, List<String>> headers, byte[] body) {

    /** The value of a header that was sent once, or null where it was not sent. */
    @Nullable
    String header(String name) throws Objection {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Objection(400, "the header " + name + " is there " + values.size() + " times");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The value of a header that has to be sent. */
    String required(String name) throws Objection {
        String value = header(name);
        if (value == null) {
            throw new Objection(400, "the header " + name + " is missing");
        }
        return value;
    }

    boolean says(String name, String value) {
        return headers.getOrDefault(name, List.of()).stream().anyMatch(value::equalsIgnoreCase);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
