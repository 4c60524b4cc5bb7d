package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.countersign.domain.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no text off the wire may do, wherever it stands: a form, a query, a path, a header, a date, a token, JSON inside a
 * parameter. An ordinary test run tries the inputs below; with {@code JAZZER_FUZZ=1} in the environment Jazzer looks for
 * others.
 */
class WireFuzzTest {
    private static final Set<Integer> SAID = Set.of(200, 201, 204, 400, 401, 404, 405);

    private final Toy toy = new Toy().afloat(5);
    private final Router router = toy.router();

    private void answersInItsOwnWords(Request request) {
        Reply reply = (Reply) router.answer(request);
        assertThat(reply.status()).isIn(SAID);
        if (reply.status() >= 400) {
            assertThat(Tree.object(Tree.parse(reply.body())).keySet())
                    .containsExactly("code", "message", "more_info", "status");
        }
    }

    @MethodSource("pairs")
    @FuzzTest
    void anyBodyIsReadOrRefused(byte @NotNull [] body) {
        String latin = new String(body, StandardCharsets.ISO_8859_1);
        answersInItsOwnWords(Toy.request("POST", Toy.BOATS, Toy.ANA, latin));
        answersInItsOwnWords(Toy.request("POST", Toy.BOATS, Toy.ANA, "Name=anna&" + latin));
    }

    @MethodSource("pairs")
    @FuzzTest
    void anyFieldsThatAreReadAreReadTheSameWhenWrittenAgain(byte @NotNull [] body) {
        try {
            Fields fields = Fields.parse(new String(body, StandardCharsets.ISO_8859_1), false);
            for (String name : List.of("Name", "a", "", "\u0000")) {
                StringBuilder again = new StringBuilder();
                fields.all(name).forEach(v -> again.append('&')
                        .append(Fields.encode(name))
                        .append('=')
                        .append(Fields.encode(v)));
                assertThat(Fields.parse(again.toString(), true).all(name)).isEqualTo(fields.all(name));
            }
        } catch (Unfit refused) {
            assertThat(refused.words()).isNotEmpty();
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyQueryIsReadOrRefused(@NotNull String query) {
        Request get = Toy.request("GET", Toy.BOATS, Toy.ANA, "");
        for (String q : List.of(query, "Colour=red&" + query, "PageSize=2&PageToken=" + query)) {
            answersInItsOwnWords(new Request(get.id(), "GET", get.path(), q, Toy.ANA, null, get.body(), Toy.BASE));
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyPathLeadsSomewhereOrNowhere(@NotNull String path) {
        for (String p : List.of(path, "/" + path, "/v2/Ports/" + path, Toy.BOATS + "/" + path)) {
            for (String method : List.of("GET", "DELETE", path)) {
                answersInItsOwnWords(new Request("RQ", method, p, null, Toy.ANA, null, new byte[0], Toy.BASE));
            }
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyHeaderLetsNobodyInButWhoHasThePassword(@NotNull String authorization) {
        for (String header : List.of(
                authorization,
                "Basic " + authorization,
                "Basic " + Base64.getEncoder().encodeToString(authorization.getBytes(StandardCharsets.UTF_8)))) {
            Reply reply = (Reply) router.answer(Toy.request("GET", Toy.BOATS, header, ""));
            assertThat(reply.status()).isEqualTo(saysWhoAnaIs(header) ? 200 : 401);
        }
    }

    /** In any spelling of it that there is: the case of the scheme, spaces, bits that Base64 has to spare. */
    private static boolean saysWhoAnaIs(String header) {
        Matcher basic = Pattern.compile("(?is)basic +(.*?) *").matcher(header);
        try {
            return basic.matches()
                    && Arrays.equals(
                            Base64.getDecoder().decode(basic.group(1)),
                            Base64.getDecoder().decode(Toy.ANA.substring(6)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyDateIsReadOrRefusedAndWhatIsReadIsReadTheSameAgain(@NotNull String text) {
        try {
            Instant read = Shape.instant().read().apply(text);
            if (Math.abs(read.getEpochSecond()) < 200_000_000_000L) {
                assertThat(Shape.instant().read().apply(read.toString())).isEqualTo(read);
            }
        } catch (Unfit refused) {
            assertThat(refused.words()).isEqualTo("must be an ISO 8601 date and time");
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyJsonIsReadOrRefusedAndWhatIsReadIsReadTheSameAgain(@NotNull String text) {
        try {
            Map<String, String> read = Json.strings(text);
            assertThat(Json.strings(Json.text(read))).isEqualTo(read);
            assertThat(Json.strings(Json.text(Json.text(read)))).isEqualTo(read);
            assertThat(Tree.parse(Json.text(read))).isEqualTo(new TreeMap<>(read));
        } catch (Unfit refused) {
            assertThat(refused.words()).startsWith("must ");
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void anyTextFitsAShapeOrDoesNot(@NotNull String text) {
        List<Shape<?>> shapes =
                List.of(Shape.text(0, 9), Shape.number(0, 9), Shape.numberCutAt(1, 9), Shape.flag(), Shape.strings(30));
        for (Shape<?> shape : shapes) {
            try {
                assertThat(shape.read().apply(text)).isNotNull();
            } catch (Unfit | Refused refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }

    static Stream<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                "/",
                "//",
                "%",
                "%zz",
                "%00",
                "%ff",
                "a=%C3%28",
                "\u0000",
                "\ud800",
                "é😀",
                "€%20",
                "..%2f..",
                ";a=b",
                "a=b=c&a",
                "=&=&==",
                "Order=desc&order=asc",
                "PageSize=99999999999999999999",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00.999999999+18:00",
                "-999999999-01-01T00:00:00+18:00",
                "+999999999-12-31T23:59:59.999999999-18:00",
                "2026-02-30T24:00:00ZZ",
                "2026-W01-1",
                "{}",
                "{\"a\":\"b\"}",
                "\"{\\\"a\\\":\\\"b\\\"}\"",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"b\",\"a\":\"c\"}",
                "\ufeff{}",
                "{\"\":\"\"}{",
                "[".repeat(2000),
                "{\"a\":".repeat(2000),
                "x&".repeat(2000),
                "9".repeat(5000),
                Toy.ANA,
                Toy.ANA.substring(6),
                " " + Toy.ANA.substring(6) + " ",
                "\u001c" + Toy.ANA.substring(6),
                "80",
                "ana:pass:word",
                ":",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        texts.add(Toy.BOATS + "/1");
        return texts.stream();
    }

    static Stream<byte[]> pairs() {
        return Stream.concat(
                Stream.of(new byte[] {(byte) 0xff}, new byte[] {'a', '=', (byte) 0xc3, (byte) 0xa9, '%', '2', '0'}),
                texts().map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }
}
