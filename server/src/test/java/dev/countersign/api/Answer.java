package dev.countersign.api;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API said: a status, headers, and JSON or nothing. */
record Answer(int status, List<Reply.Header> headers, String json, Reply.Told told) {
    static Answer of(Reply reply) {
        return new Answer(
                reply.status(), reply.headers(), new String(reply.body(), StandardCharsets.UTF_8), reply.told());
    }

    /** The first header of exactly that name, or null. */
    @Nullable
    String header(String name) {
        return headers.stream()
                .filter(h -> h.name().equals(name))
                .map(Reply.Header::value)
                .findFirst()
                .orElse(null);
    }

    Map<String, @Nullable Object> object() {
        return Tree.object(Tree.parse(json));
    }

    Object at(String... path) {
        return Tree.at(Tree.parse(json), path);
    }

    String text(String... path) {
        return Tree.text(Tree.parse(json), path);
    }

    @Nullable
    Object get(String key) {
        return object().get(key);
    }

    /** Whether the last name of the path is there, and null. */
    boolean isNull(String... path) {
        Map<String, ?> parent = Tree.object(Tree.parse(json), Arrays.copyOf(path, path.length - 1));
        String last = path[path.length - 1];
        return parent.containsKey(last) && parent.get(last) == null;
    }

    String pretty() {
        return Tree.pretty(Tree.parse(json));
    }

    /** The SIDs of a page, in its order. */
    List<String> sids(String key) {
        return Tree.array(Tree.parse(json), key).stream()
                .map(row -> Tree.text(row, "sid"))
                .toList();
    }

    @Nullable
    String link(String name) {
        return (String) Tree.object(Tree.parse(json), "meta").get(name);
    }

    /** Status and, where it is an error, its code: {@code 201}, {@code 400 60306}. */
    String brief() {
        return status >= 400 ? status + " " + at("code") : String.valueOf(status);
    }
}
