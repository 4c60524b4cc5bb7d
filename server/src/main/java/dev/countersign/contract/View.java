package dev.countersign.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/**
 * What callers see of an {@code R}: its JSON and its OpenAPI schema, from one list of fields. Every field is always there;
 * what is unknown is null.
 */
public record View<R>(String name, List<Field<R>> fields) {

    /** One member: its name, its schema, and how it is written. */
    public record Field<R>(SerializedString name, Map<String, Object> schema, Writer<R> writer) {}

    /** Writes one value; {@code base} begins every URL. */
    @FunctionalInterface
    public interface Writer<R> {
        void write(JsonGenerator out, R resource, String base);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies the array and keeps no alias
    public static <R> View<R> of(String name, Field<R>... fields) {
        return new View<>(name, List.of(fields));
    }

    /** This view of a part of something larger. */
    public <T> View<T> through(String name, Function<T, R> part) {
        return new View<>(
                name,
                fields.stream()
                        .map(f -> new Field<T>(f.name(), f.schema(), (out, whole, base) -> f.writer()
                                .write(out, part.apply(whole), base)))
                        .toList());
    }

    /** This view with further fields after a named one. */
    public View<R> with(String after, Field<R> further) {
        List<Field<R>> all = new ArrayList<>(fields);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().getValue().equals(after)) {
                all.add(i + 1, further);
                return new View<>(name, List.copyOf(all));
            }
        }
        throw new IllegalArgumentException("no field " + after);
    }

    public static <R> Field<R> text(String name, Function<R, @Nullable String> get) {
        return field(name, nullable("string"), (out, r, _) -> string(out, get.apply(r)));
    }

    public static <R> Field<R> oneOf(String name, List<String> words, Function<R, String> get) {
        return field(name, Shape.schema("type", "string", "enum", words), (out, r, _) -> out.writeString(get.apply(r)));
    }

    public static <R> Field<R> number(String name, ToIntFunction<R> get) {
        return field(name, Shape.schema("type", "integer"), (out, r, _) -> out.writeNumber(get.applyAsInt(r)));
    }

    public static <R> Field<R> numberIfSet(String name, Function<R, @Nullable Integer> get) {
        return field(name, nullable("integer"), (out, r, _) -> Json.tree(out, get.apply(r)));
    }

    public static <R> Field<R> flag(String name, Predicate<R> get) {
        return field(name, Shape.schema("type", "boolean"), (out, r, _) -> out.writeBoolean(get.test(r)));
    }

    public static <R> Field<R> texts(String name, Function<R, @Nullable List<String>> get) {
        return field(
                name,
                Shape.schema("type", "array", "items", Map.of("type", "string"), "nullable", true),
                (out, r, _) -> Json.tree(out, get.apply(r)));
    }

    // spec Verify 2.6: whole seconds and a literal Z, whatever is stored
    public static <R> Field<R> instant(String name, Function<R, @Nullable Instant> get) {
        return field(name, Shape.schema("type", "string", "format", "date-time", "nullable", true), (out, r, _) -> {
            Instant at = get.apply(r);
            string(out, at == null ? null : Dates.utc(at));
        });
    }

    /** A JSON object that was serialised before and is written as it lies. */
    public static <R> Field<R> frozen(String name, Function<R, @Nullable String> get) {
        return field(name, nullable("object"), (out, r, _) -> {
            String json = get.apply(r);
            if (json == null) {
                out.writeNull();
            } else {
                out.writeRawValue(json);
            }
        });
    }

    /** An absolute URL, of which {@code get} gives the path. */
    public static <R> Field<R> url(String name, Function<R, String> get) {
        return field(
                name,
                Shape.schema("type", "string", "format", "uri"),
                (out, r, base) -> out.writeString(base + get.apply(r)));
    }

    public static <R> Field<R> nothing(String name, String type) {
        return field(name, nullable(type), (out, _, _) -> out.writeNull());
    }

    public static <R, P> Field<R> object(String name, Function<R, P> part, View<P> view) {
        return field(name, view.schema(), (out, r, base) -> view.write(out, part.apply(r), base));
    }

    /** An array of objects. */
    public static <R, P> Field<R> objects(String name, Function<R, List<P>> parts, View<P> view) {
        return field(name, Shape.schema("type", "array", "items", view.schema()), (out, r, base) -> {
            out.writeStartArray();
            parts.apply(r).forEach(part -> view.write(out, part, base));
            out.writeEndArray();
        });
    }

    /** An object of one of two forms. */
    public static <R> Field<R> either(String name, Predicate<R> first, View<R> form, View<R> other) {
        return field(
                name,
                Shape.schema("oneOf", List.of(form.schema(), other.schema())),
                (out, r, base) -> (first.test(r) ? form : other).write(out, r, base));
    }

    private static <R> Field<R> field(String name, Map<String, Object> schema, Writer<R> writer) {
        return new Field<>(new SerializedString(name), schema, writer);
    }

    private static Map<String, Object> nullable(String type) {
        return Shape.schema("type", type, "nullable", true);
    }

    private static void string(JsonGenerator out, @Nullable String s) {
        if (s == null) {
            out.writeNull();
        } else {
            out.writeString(s);
        }
    }

    void write(JsonGenerator out, R resource, String base) {
        out.writeStartObject();
        for (Field<R> f : fields) {
            out.writeName(f.name());
            f.writer().write(out, resource, base);
        }
        out.writeEndObject();
    }

    /** What callers see under these names, as a tree: for comparing it with what they say they saw. */
    public Map<String, @Nullable Object> tree(R resource, List<String> names) {
        byte[] json = Json.bytes(1024, out -> {
            out.writeStartObject();
            for (Field<R> f : fields) {
                if (names.contains(f.name().getValue())) {
                    out.writeName(f.name());
                    f.writer().write(out, resource, "");
                }
            }
            out.writeEndObject();
        });
        return JsonTree.object(json);
    }

    Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach(f -> properties.put(f.name().getValue(), f.schema()));
        return Shape.schema("type", "object", "properties", properties);
    }
}
