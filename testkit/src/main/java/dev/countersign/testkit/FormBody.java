package dev.countersign.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The decoded names and values of a form. */
record FormBody(Map<String, List<String>> values) {

    static FormBody read(String text) throws Objection {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Objection(400, "this is no name and value: " + pair);
            }
            values.computeIfAbsent(decoded(pair.substring(0, equals)), _ -> new ArrayList<>())
                    .add(decoded(pair.substring(equals + 1)));
        }
        return new FormBody(values);
    }

    private static String decoded(String text) throws Objection {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Objection(400, "this is not encoded as a form: " + text);
        }
    }

    /** Refuses what does not call itself a form, with or without the character set. */
    static void requireForm(String contentType) throws Objection {
        if (!contentType.toLowerCase(Locale.ROOT).matches("application/x-www-form-urlencoded(; ?charset=utf-8)?")) {
            throw new Objection(415, "this is no form: " + contentType);
        }
    }

    /** The one value of that name. */
    String only(String name) throws Objection {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() != 1) {
            throw new Objection(400, name + " is there " + all.size() + " times");
        }
        return all.getFirst();
    }
}
