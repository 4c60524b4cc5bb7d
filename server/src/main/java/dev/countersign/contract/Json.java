package dev.countersign.contract;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** JSON as this wire uses it: written in one pass, read into maps of strings. Thin over the library's streams. */
public final class Json {
    /** Names are callers' words: none is kept for the next text, as the library would for its speed. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private Json() {}

    /** UTF-8 bytes of what {@code write} writes. */
    public static byte[] bytes(int expected, Consumer<JsonGenerator> write) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
        try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write.accept(g);
        }
        return out.toByteArray();
    }

    /** {@link #tree A tree}, as text: for what is kept. */
    public static String text(Object tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            tree(g, tree);
        }
        return out.toString();
    }

    /** A tree of maps, lists, strings, numbers, booleans and nulls. */
    public static void tree(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case String s -> out.writeString(s);
            case Integer n -> out.writeNumber(n);
            case Long n -> out.writeNumber(n);
            case Boolean b -> out.writeBoolean(b);
            case Map<?, ?> members -> {
                out.writeStartObject();
                members.forEach((name, member) -> {
                    out.writeName((String) name);
                    tree(out, member);
                });
                out.writeEndObject();
            }
            case List<?> items -> {
                out.writeStartArray();
                items.forEach(item -> tree(out, item));
                out.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /**
     * The members of the JSON object in {@code text}, all of them strings. What is a JSON string is opened and read once
     * more, since some clients encode twice.
     *
     * @throws Unfit where it is no such object, names a member twice, or holds text no client could show
     */
    // spec Verify 11 T8: a value that parses to a string is parsed again; T25: only strings as values
    public static Map<String, String> strings(String text) {
        try {
            return object(text);
        } catch (JacksonException e) {
            throw new Unfit("must be a JSON object", e);
        }
    }

    private static Map<String, String> object(String text) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = in.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                String inner = in.getString();
                mustEnd(in);
                return members(inner);
            }
            return members(in, first);
        }
    }

    private static Map<String, String> members(String text) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return members(in, in.nextToken());
        }
    }

    private static Map<String, String> members(JsonParser in, @Nullable JsonToken first) {
        if (first != JsonToken.START_OBJECT) {
            throw new Unfit("must be a JSON object");
        }
        Map<String, String> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = Text.clean(in.currentName());
            if (in.nextToken() != JsonToken.VALUE_STRING) {
                throw new Unfit("must be a JSON object whose values are all strings");
            }
            members.put(name, Text.clean(in.getString()));
        }
        mustEnd(in);
        return members;
    }

    /** @throws Unfit where the bytes are not UTF-8 */
    // spec RFC 8259 8.1: what is exchanged is UTF-8; handed bytes, the library would guess at UTF-16 and UTF-32, too
    static JsonParser parser(byte[] json) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return FACTORY.createParser(ObjectReadContext.empty(), text);
        } catch (CharacterCodingException e) {
            throw new Unfit("must be UTF-8", e);
        }
    }

    static void mustEnd(JsonParser in) {
        if (in.nextToken() != null) {
            throw new Unfit("must be one JSON value and nothing after it");
        }
    }
}
