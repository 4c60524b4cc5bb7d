package dev.countersign.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a JSON text says, however it spells it: maps, lists, strings, numbers, booleans and nulls, compared by value. */
public final class JsonTree {
    private JsonTree() {}

    /**
     * The members of the one JSON object that these bytes are in UTF-8.
     *
     * @throws Unfit where they are something else, name a member twice, or nest deeper than any object of ours
     */
    public static Map<String, @Nullable Object> object(byte[] json) {
        try (JsonParser in = Json.parser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new Unfit("must be a JSON object");
            }
            Map<String, @Nullable Object> members = members(in);
            Json.mustEnd(in);
            return members;
        } catch (JacksonException | NumberFormatException e) {
            throw new Unfit("must be a JSON object", e);
        }
    }

    private static Map<String, @Nullable Object> members(JsonParser in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            members.put(name, value(in));
        }
        return members;
    }

    private static @Nullable Object value(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT -> members(in);
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(in));
                }
                yield items;
            }
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new Unfit("must be a JSON object");
        };
    }

    /** Whether both say the same: members in any order, numbers by their value, null only like null. */
    // spec Verify 5.5: signed content is compared by JSON value, never as text
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        return switch (one) {
            case null -> other == null;
            case Map<?, ?> members -> other instanceof Map<?, ?> others && sameMembers(members, others);
            case List<?> items -> other instanceof List<?> others && sameItems(items, others);
            case BigDecimal n -> other instanceof BigDecimal m && n.compareTo(m) == 0;
            default -> one.equals(other);
        };
    }

    private static boolean sameMembers(Map<?, ?> one, Map<?, ?> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(e -> same(e.getValue(), other.get(e.getKey())));
    }

    private static boolean sameItems(List<?> one, List<?> other) {
        Iterator<?> others = other.iterator();
        return one.size() == other.size() && one.stream().allMatch(item -> same(item, others.next()));
    }
}
