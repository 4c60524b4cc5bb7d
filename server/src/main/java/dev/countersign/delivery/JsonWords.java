package dev.countersign.delivery;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The plain values in a JSON text of somebody else's, each by the names that lead to it ({@code error.details.errorCode}),
 * lists passed through. Of several with the same names it is the first; of a text that ends in nonsense, what came before.
 */
final class JsonWords {
    private static final int DEEPEST = 16;
    private static final int MOST = 256;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final Map<String, String> values = new HashMap<>();

    private JsonWords() {}

    static JsonWords read(String text) {
        JsonWords words = new JsonWords();
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() != null) {
                words.value(in, "");
            }
        } catch (JacksonException e) {
            // It is somebody else's: what could be read of it will have to do.
        }
        return words;
    }

    @Nullable
    String get(String path) {
        return values.get(path);
    }

    /** Calls itself no deeper than the parser goes. */
    private void value(JsonParser in, String path) {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                in.nextToken();
                value(in, path.isEmpty() ? name : path + "." + name);
            }
        } else if (token == JsonToken.START_ARRAY) {
            while (in.nextToken() != JsonToken.END_ARRAY) {
                value(in, path);
            }
        } else if (values.size() < MOST) {
            values.putIfAbsent(path, in.getValueAsString(""));
        }
    }
}
