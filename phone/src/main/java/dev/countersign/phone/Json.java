package dev.countersign.phone;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/** JSON as a tree of maps, lists, strings, numbers, booleans and nulls: read strictly, written with an SDK's habits. */
public final class Json {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonFactory PLAIN = new JsonFactory();
    private static final JsonFactory SLASHES =
            JsonFactory.builder().characterEscapes(new EscapedSlashes()).build();

    private Json() {}

    /** @throws Unusable where the text is no JSON object and nothing after it, or names a member twice */
    public static Map<String, @Nullable Object> object(String text) {
        try (JsonParser in = STRICT.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new Unusable("it is no JSON object");
            }
            Map<String, @Nullable Object> members = members(in);
            if (in.nextToken() != null) {
                throw new Unusable("something follows the JSON");
            }
            return members;
        } catch (JacksonException e) {
            throw new Unusable("it is no JSON", e);
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
            case START_ARRAY -> items(in);
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> in.getBigIntegerValue();
            case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new Unusable("the JSON ends early");
        };
    }

    private static List<@Nullable Object> items(JsonParser in) {
        List<@Nullable Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(in));
        }
        return items;
    }

    /** The tree as that SDK would write it. */
    public static String text(Map<String, ? extends @Nullable Object> tree, Habits habits) {
        StringWriter out = new StringWriter();
        JsonFactory factory = habits.escapesSlashes() ? SLASHES : PLAIN;
        try (JsonGenerator g = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            write(g, tree, habits);
        }
        return out.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value, Habits habits) {
        switch (value) {
            case null -> out.writeNull();
            case String s -> out.writeString(s);
            case Integer n -> out.writeNumber(n);
            case Long n -> out.writeNumber(n);
            case BigInteger n -> out.writeNumber(n);
            case BigDecimal n -> out.writeNumber(n);
            case Boolean b -> out.writeBoolean(b);
            case Map<?, ?> members -> {
                out.writeStartObject();
                habits.ordered(members).forEach((name, member) -> {
                    out.writeName((String) name);
                    write(out, member, habits);
                });
                out.writeEndObject();
            }
            case List<?> items -> {
                out.writeStartArray();
                items.forEach(item -> write(out, item, habits));
                out.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static final class EscapedSlashes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes['/'] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == '/' ? new SerializedString("\\/") : null;
        }
    }
}
