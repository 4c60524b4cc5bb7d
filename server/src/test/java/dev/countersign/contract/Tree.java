package dev.countersign.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Any JSON as maps, lists, strings, longs, booleans and nulls; fails where a member comes twice or something follows. */
public final class Tree {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Tree() {}

    public static @Nullable Object parse(byte[] json) {
        return parse(new String(json, StandardCharsets.UTF_8));
    }

    public static @Nullable Object parse(String json) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            Object value = value(in, in.nextToken());
            if (in.nextToken() != null) {
                throw new AssertionError("more than one value: " + json);
            }
            return value;
        }
    }

    /** The object at the end of a path of names. */
    @SuppressWarnings("unchecked") // objects are read as maps from strings
    public static Map<String, @Nullable Object> object(@Nullable Object tree, String... path) {
        return (Map<String, @Nullable Object>) at(tree, path);
    }

    @SuppressWarnings("unchecked") // arrays are read as lists
    public static List<@Nullable Object> array(@Nullable Object tree, String... path) {
        return (List<@Nullable Object>) at(tree, path);
    }

    public static String text(@Nullable Object tree, String... path) {
        return (String) at(tree, path);
    }

    /** What lies at the end of a path of names, which must lead somewhere. */
    public static Object at(@Nullable Object tree, String... path) {
        Object here = tree;
        for (String name : path) {
            here = here instanceof Map<?, ?> members ? members.get(name) : null;
        }
        if (here == null) {
            throw new AssertionError("nothing at " + String.join("/", path) + " of " + tree);
        }
        return here;
    }

    /** With two spaces for each level, members as they come: for files that people compare. */
    public static String pretty(@Nullable Object tree) {
        StringBuilder out = new StringBuilder();
        pretty(out, tree, "\n");
        return out.append('\n').toString();
    }

    private static void pretty(StringBuilder out, @Nullable Object tree, String line) {
        switch (tree) {
            case Map<?, ?> members
            when !members.isEmpty() -> {
                String before = "{";
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    out.append(before).append(line).append("  ");
                    out.append(Json.text(String.valueOf(member.getKey()))).append(": ");
                    pretty(out, member.getValue(), line + "  ");
                    before = ",";
                }
                out.append(line).append('}');
            }
            case List<?> items
            when items.stream().anyMatch(i -> i instanceof Map || i instanceof List) -> {
                String before = "[";
                for (Object item : items) {
                    out.append(before).append(line).append("  ");
                    pretty(out, item, line + "  ");
                    before = ",";
                }
                out.append(line).append(']');
            }
            case null -> out.append("null");
            default -> out.append(Json.text(tree));
        }
    }

    private static @Nullable Object value(JsonParser in, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = in.currentName();
                    members.put(name, value(in, in.nextToken()));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
                    items.add(value(in, t));
                }
                yield items;
            }
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new AssertionError("no JSON value: " + token);
        };
    }
}
