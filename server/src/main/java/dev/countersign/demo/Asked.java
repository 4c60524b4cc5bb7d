package dev.countersign.demo;

import dev.countersign.contract.Fields;
import dev.countersign.contract.Json;
import dev.countersign.contract.Unfit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an app asked of the backend: names and values in the order in which they came; of one sent twice, the last. */
record Asked(Map<String, String> values) {

    /** The Android sample sends a form, the iOS one a JSON object, and a browser or curl may put all of it in the query. */
    static Asked of(@Nullable String query, @Nullable String contentType, byte[] body) throws Declined {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            pairs(query == null ? "" : query, values);
            if (contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json")) {
                values.putAll(Json.strings(new String(body, StandardCharsets.UTF_8)));
            } else {
                pairs(new String(body, StandardCharsets.ISO_8859_1), values);
            }
        } catch (Unfit e) {
            throw new Declined(400, "What was sent " + e.getMessage() + ".");
        }
        return new Asked(values);
    }

    private static void pairs(String text, Map<String, String> values) {
        for (String pair : text.split("&", -1)) {
            int eq = pair.indexOf('=');
            if (eq > 0) {
                values.put(Fields.decode(pair.substring(0, eq), true), Fields.decode(pair.substring(eq + 1), true));
            }
        }
    }

    /** What must be there, in the order of its naming. */
    List<String> required(String... names) throws Declined {
        List<String> missing = Arrays.stream(names)
                .filter(name -> values.getOrDefault(name, "").isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new Declined(400, "Please send " + String.join(", ", missing) + " as well.");
        }
        return Arrays.stream(names).map(values::get).toList();
    }

    /** Everything but those. */
    Map<String, String> except(String... names) {
        Map<String, String> others = new LinkedHashMap<>(values);
        others.keySet().removeAll(Arrays.asList(names));
        return others;
    }
}
