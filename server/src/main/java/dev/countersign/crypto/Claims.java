package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * What a token says of itself: the members of a JSON object, asked for by name. A member of another kind than the one
 * asked for is as good as absent.
 */
public final class Claims {
    private static final int DEEPEST = 16;

    /** Names are strangers' words here: none is kept for the next text, as the library would for its speed. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private static final Object OF_NO_USE = new Object();

    private final Map<String, Object> members;

    private Claims(Map<String, Object> members) {
        this.members = members;
    }

    /** Those in the bytes, or null where these are not one JSON object in UTF-8 that names each of its members once. */
    static @Nullable Claims read(byte[] json) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), utf8(json))) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, Object> members = object(in);
            return in.nextToken() == null ? new Claims(members) : null;
        } catch (JacksonException | CharacterCodingException e) {
            return null;
        }
    }

    /** A JSON object of these texts and whole numbers. */
    static byte[] write(Map<String, ?> members) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
            out.writeStartObject();
            members.forEach((name, value) -> {
                if (value instanceof Long number) {
                    out.writeNumberProperty(name, number);
                } else {
                    out.writeStringProperty(name, (String) value);
                }
            });
            out.writeEndObject();
        }
        return json.toByteArray();
    }

    /** A text, in the object in the object ... that the names before the last one lead to. */
    public @Nullable String text(String... path) {
        Object value = members;
        for (String name : path) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value instanceof String text ? text : null;
    }

    /** A whole number that is written as one (not as {@code 1.0} or {@code 1e9}) and fits a long. */
    public @Nullable Long number(String name) {
        return members.get(name) instanceof Long number ? number : null;
    }

    /** Whether there is such a member, of whatever kind, be it null. */
    boolean has(String name) {
        return members.containsKey(name);
    }

    /** The library would take bytes for UTF-16 or UTF-32 where they look like it, and a mark in front for nothing. */
    private static String utf8(byte[] json) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    }

    /** Calls itself no deeper than the parser goes. */
    private static Map<String, Object> object(JsonParser in) {
        Map<String, Object> members = new HashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            members.put(name, value(in, in.nextToken()));
        }
        return members;
    }

    private static Object value(JsonParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(in);
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> in.getNumberType() == NumberType.BIG_INTEGER ? OF_NO_USE : in.getLongValue();
            default -> {
                in.skipChildren();
                yield OF_NO_USE;
            }
        };
    }
}
