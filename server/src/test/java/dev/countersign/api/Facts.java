package dev.countersign.api;

import dev.countersign.contract.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenAPI document says, as lines that hold names only: operations, what they take (where, whether required or
 * repeated, which words), what they answer and give. Names of path variables do not matter.
 */
record Facts(NavigableSet<String> lines) {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    static Facts of(@Nullable Object document) {
        Reader reader = new Reader(document);
        Tree.object(document, "paths").forEach((path, item) -> Tree.object(item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                String name = method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{\\w+}", "{}");
                reader.operation(name, operation);
            }
        }));
        return new Facts(reader.lines);
    }

    /** The operation that a line is about. */
    static String operation(String line) {
        String[] words = line.split(" ", 3);
        return words[0] + " " + words[1];
    }

    private static final class Reader {
        private final NavigableSet<String> lines = new TreeSet<>();
        private final @Nullable Object document;

        private Reader(@Nullable Object document) {
            this.document = document;
        }

        void operation(String name, @Nullable Object operation) {
            lines.add(name);
            Map<String, @Nullable Object> o = Tree.object(operation);
            for (Object parameter : list(o.get("parameters"))) {
                String in = Tree.text(parameter, "in");
                if (!in.equals("path")) {
                    boolean required =
                            Boolean.TRUE.equals(Tree.object(parameter).get("required"));
                    takes(name + " takes " + Tree.text(parameter, "name"), in, required, schema(parameter));
                }
            }
            if (o.get("requestBody") != null) {
                Tree.object(o, "requestBody", "content").forEach((type, content) -> body(name, type, schema(content)));
            }
            Tree.object(o, "responses").forEach((status, response) -> {
                if (status.startsWith("2")) {
                    lines.add(name + " answers " + status);
                    gives(name, response);
                }
            });
        }

        private void body(String name, String type, Map<String, @Nullable Object> schema) {
            String in = type.equals("application/x-www-form-urlencoded") ? "form" : "json";
            properties(schema)
                    .forEach((property, s) -> takes(
                            name + " takes " + property,
                            in,
                            list(schema.get("required")).contains(property),
                            resolved(s)));
        }

        private void takes(String line, String in, boolean required, Map<String, @Nullable Object> schema) {
            lines.add(line + " in " + in);
            if (required) {
                lines.add(line + " required");
            }
            boolean repeated = "array".equals(schema.get("type"));
            if (repeated) {
                lines.add(line + " repeated");
            }
            words(line, repeated ? resolved(schema.get("items")) : schema);
        }

        private void gives(String name, @Nullable Object response) {
            Map<String, @Nullable Object> r = Tree.object(response);
            if (r.get("content") == null || Tree.object(r, "content").get("application/json") == null) {
                return;
            }
            properties(schema(Tree.at(r, "content", "application/json"))).forEach((property, s) -> {
                Map<String, @Nullable Object> schema = resolved(s);
                String line = name + " gives " + property;
                lines.add(line);
                words(line, schema);
                boolean many = "array".equals(schema.get("type"));
                if (many || property.equals("meta")) {
                    properties(many ? resolved(schema.get("items")) : schema).forEach((inner, t) -> {
                        lines.add(line + "/" + inner);
                        words(line + "/" + inner, resolved(t));
                    });
                }
            });
        }

        private void words(String line, Map<String, @Nullable Object> schema) {
            list(schema.get("enum")).forEach(word -> lines.add(line + " as " + (word.equals("") ? "\"\"" : word)));
        }

        private static Map<String, @Nullable Object> properties(Map<String, @Nullable Object> schema) {
            return schema.get("properties") == null ? Map.of() : Tree.object(schema, "properties");
        }

        private Map<String, @Nullable Object> schema(@Nullable Object holder) {
            return resolved(Tree.at(holder, "schema"));
        }

        private Map<String, @Nullable Object> resolved(@Nullable Object schema) {
            Map<String, @Nullable Object> s = Tree.object(schema);
            Object reference = s.get("$ref");
            return reference == null
                    ? s
                    : Tree.object(document, reference.toString().substring(2).split("/"));
        }

        private static List<Object> list(@Nullable Object items) {
            List<Object> all = new ArrayList<>();
            if (items instanceof List<?> list) {
                list.forEach(item -> all.add(Objects.requireNonNull(item)));
            }
            return all;
        }
    }
}
