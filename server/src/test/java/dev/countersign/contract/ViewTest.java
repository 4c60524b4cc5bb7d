package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewTest {
    /** Something to look at. */
    record Thing(
            @Nullable String word,
            @Nullable Integer number,
            @Nullable Instant at,
            @Nullable List<String> words,
            @Nullable String json) {}

    private static final Thing EMPTY = new Thing(null, null, null, null, null);

    private static final View<Thing> VIEW = View.of(
            "Thing",
            View.text("word", Thing::word),
            View.numberIfSet("number", Thing::number),
            View.number("two", _ -> 2),
            View.flag("flag", _ -> true),
            View.instant("at", Thing::at),
            View.texts("words", Thing::words),
            View.frozen("json", Thing::json),
            View.nothing("nothing", "string"),
            View.oneOf("one", List.of("a", "b"), _ -> "a"),
            View.url("url", _ -> "/v2/Things"),
            View.object("part", Function.identity(), View.<Thing>of("Part", View.text("inner", Thing::word))));

    private static <R> String json(View<R> view, R thing) {
        return new String(Json.bytes(64, out -> view.write(out, thing, "https://h")), StandardCharsets.UTF_8);
    }

    @Test
    void everyKeyIsAlwaysThereAndWhatIsUnknownIsNull() {
        assertThat(json(VIEW, EMPTY))
                .isEqualTo("{\"word\":null,\"number\":null,\"two\":2,\"flag\":true,\"at\":null,"
                        + "\"words\":null,\"json\":null,\"nothing\":null,\"one\":\"a\",\"url\":\"https://h/v2/Things\","
                        + "\"part\":{\"inner\":null}}");
    }

    @Test
    void whatIsKnownIsShown() {
        Thing full =
                new Thing("é\"\n", 7, Instant.parse("2026-01-01T00:00:00.999999999Z"), List.of("x"), "{\"a\" : 1}");
        assertThat(json(VIEW, full))
                .isEqualTo(
                        "{\"word\":\"é\\\"\\n\",\"number\":7,\"two\":2,\"flag\":true,\"at\":\"2026-01-01T00:00:00Z\","
                                + "\"words\":[\"x\"],\"json\":{\"a\" : 1},\"nothing\":null,\"one\":\"a\","
                                + "\"url\":\"https://h/v2/Things\",\"part\":{\"inner\":\"é\\\"\\n\"}}");
    }

    @Test
    void datesAreWholeSecondsWithALiteralZ() {
        for (String at : List.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z", "1969-12-31T23:59:59.999Z")) {
            Thing thing = new Thing(null, null, Instant.parse(at), null, null);
            assertThat(Tree.text(Tree.parse(json(VIEW, thing)), "at"))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                    .isEqualTo(at.substring(0, 19) + "Z");
        }
    }

    @Test
    void aViewOfAPartIsAViewOfTheWhole() {
        View<String> through = VIEW.through("Whole", word -> new Thing(word, 1, null, null, null));
        assertThat(through.name()).isEqualTo("Whole");
        assertThat(json(through, "hi")).startsWith("{\"word\":\"hi\",\"number\":1,");
        assertThat(through.schema()).isEqualTo(VIEW.schema());
    }

    @Test
    void afieldIsAddedAfterTheOneThatIsNamed() {
        View<Thing> more = VIEW.with("word", View.text("extra", _ -> "x"));
        assertThat(json(more, EMPTY)).startsWith("{\"word\":null,\"extra\":\"x\",\"number\":null");
        assertThatThrownBy(() -> VIEW.with("none", View.text("extra", _ -> "x")))
                .hasMessage("no field none");
    }

    @Test
    void theSchemaNamesEveryFieldInOrder() {
        assertThat(Tree.object(VIEW.schema(), "properties").keySet())
                .containsExactlyElementsOf(
                        Tree.object(Tree.parse(json(VIEW, EMPTY))).keySet());
        assertThat(Tree.at(VIEW.schema(), "properties", "word")).isEqualTo(Map.of("type", "string", "nullable", true));
        assertThat(Tree.at(VIEW.schema(), "properties", "one", "enum")).isEqualTo(List.of("a", "b"));
    }

    @Test
    void aTreeHoldsWhatIsAskedForAsAReaderOfTheWholeWouldFindIt() {
        Thing full = new Thing("é/\"\n😀", 7, Instant.parse("2026-01-01T00:00:00.999Z"), List.of("x"), "{\"b\":1.50}");
        Map<String, @Nullable Object> whole = JsonTree.object(json(VIEW, full).getBytes(StandardCharsets.UTF_8));
        List<String> names = List.of("json", "word", "at", "nothing", "number", "words", "part");
        Map<String, @Nullable Object> tree = VIEW.tree(full, names);
        assertThat(tree.keySet()).containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(JsonTree.same(tree.get(name), whole.get(name))).as(name).isTrue();
        }
        assertThat(tree.get("at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(tree).containsEntry("nothing", null);
    }

    @Test
    void aTreeOfWhatThereIsNotIsEmptyOfIt() {
        assertThat(VIEW.tree(EMPTY, List.of())).isEmpty();
        assertThat(VIEW.tree(EMPTY, List.of("colour"))).isEmpty();
        assertThat(VIEW.tree(EMPTY, List.of("json", "colour"))).containsOnlyKeys("json");
    }

    @Test
    void ofTwoFormsTheOneThatFitsIsShownAndBothAreDescribed() {
        View<Thing> one = View.of("One", View.text("word", Thing::word));
        View<Thing> other = View.of("Other", View.numberIfSet("number", Thing::number), View.nothing("none", "string"));
        View<Thing> view = View.of("Two", View.either("form", t -> t.word() != null, one, other));
        assertThat(json(view, new Thing("hi", 7, null, null, null))).isEqualTo("{\"form\":{\"word\":\"hi\"}}");
        assertThat(json(view, new Thing(null, 7, null, null, null)))
                .isEqualTo("{\"form\":{\"number\":7,\"none\":null}}");
        assertThat(Tree.at(view.schema(), "properties", "form", "oneOf"))
                .isEqualTo(List.of(one.schema(), other.schema()));
        assertThat(view.tree(EMPTY, List.of("form"))).hasToString("{form={number=null, none=null}}");
    }
}
