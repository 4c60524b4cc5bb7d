package dev.countersign.phone;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, read as the SDKs' decoders read them: what they could not decode is refused here too. */
record Members(Map<String, @Nullable Object> tree) {
    // spec Verify 5.7: both SDKs read whole seconds and a Z; each stumbles over something of all the rest
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withResolverStyle(ResolverStyle.STRICT);

    static Members of(String json) {
        return new Members(Json.object(json));
    }

    boolean has(String name) {
        return tree.containsKey(name);
    }

    String string(String name) {
        if (tree.get(name) instanceof String s) {
            return s;
        }
        throw new Unusable("'" + name + "' is missing or no string");
    }

    @Nullable
    String stringOrNull(String name) {
        return tree.get(name) == null ? null : string(name);
    }

    int number(String name) {
        if (tree.get(name) instanceof BigInteger n && n.bitLength() < Integer.SIZE) {
            return n.intValue();
        }
        throw new Unusable("'" + name + "' is missing or no whole number");
    }

    Instant date(String name) {
        try {
            return LocalDateTime.parse(string(name), DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Unusable("'" + name + "' is no date that ends in whole seconds and a Z", e);
        }
    }

    Members object(String name) {
        if (tree.get(name) instanceof Map<?, ?> members) {
            return members(members);
        }
        throw new Unusable("'" + name + "' is missing or no object");
    }

    /** Objects in a list. */
    List<Members> objects(String name) {
        if (!(tree.get(name) instanceof List<?> items)) {
            throw new Unusable("'" + name + "' is missing or no list");
        }
        return items.stream()
                .map(item -> {
                    if (item instanceof Map<?, ?> members) {
                        return members(members);
                    }
                    throw new Unusable("'" + name + "' holds what is no object");
                })
                .toList();
    }

    // spec Verify 11 T25: one value that is no string fails the whole object
    @Nullable
    Map<String, String> stringsOrNull(String name) {
        if (tree.get(name) == null) {
            return null;
        }
        Members object = object(name);
        Map<String, String> strings = new LinkedHashMap<>();
        object.tree().keySet().forEach(key -> strings.put(key, object.string(key)));
        return strings;
    }

    @SuppressWarnings("unchecked") // names are strings in all that Json reads
    private static Members members(Map<?, ?> members) {
        return new Members((Map<String, @Nullable Object>) members);
    }
}
