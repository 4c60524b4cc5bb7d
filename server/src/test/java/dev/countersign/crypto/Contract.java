package dev.countersign.crypto;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object out of the test vectors that are kept beside the repository: its members are texts (numbers and truths as
 * they are written), objects, or lists of them. A test that asks for vectors which are not here is skipped, and says so.
 */
record Contract(Map<String, ?> members) {
    static Contract read(String file, String elsewhere) {
        Path path = Path.of(System.getProperty("countersign.shared", "../../shared"), "contract", file);
        if (!Files.exists(path)) {
            Assumptions.abort(path + " is not here: get the vectors from " + elsewhere
                    + ", or name the directory that has contract/" + file + " by -Dcountersign.shared");
        }
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
            in.nextToken();
            return object(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        return (String) requireNonNull(members.get(name), name);
    }

    Contract object(String name) {
        return (Contract) requireNonNull(members.get(name), name);
    }

    List<Contract> objects(String name) {
        return ((List<?>) requireNonNull(members.get(name), name))
                .stream().map(Contract.class::cast).toList();
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    private static Contract object(JsonParser in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            members.put(name, value(in, in.nextToken()));
        }
        return new Contract(members);
    }

    private static Object value(JsonParser in, JsonToken token) {
        if (token == JsonToken.START_OBJECT) {
            return object(in);
        }
        if (token != JsonToken.START_ARRAY) {
            return in.getString();
        }
        List<Object> items = new ArrayList<>();
        for (JsonToken item = in.nextToken(); item != JsonToken.END_ARRAY; item = in.nextToken()) {
            items.add(value(in, item));
        }
        return items;
    }
}
