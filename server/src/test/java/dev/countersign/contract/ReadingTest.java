package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How parameters are read: what counts where a name comes twice, is empty, is bad, is unknown. */
class ReadingTest {
    private final Toy toy = new Toy().afloat(3);

    private Map<String, ?> read(String body) {
        Reply reply = toy.post(body);
        assertThat(reply.status())
                .as(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(201);
        return Tree.object(Tree.parse(reply.body()), "read");
    }

    private String refused(Reply reply) {
        assertThat(reply.status()).isEqualTo(400);
        Object error = Tree.parse(reply.body());
        assertThat(Tree.at(error, "code")).isEqualTo(60306L);
        return Tree.text(error, "message").replace("Invalid parameter: ", "");
    }

    @Test
    void ofAScalarThatComesTwiceTheLastCounts() {
        assertThat(read("Name=one&Length=bad&Name=two&Length=12").get("Name")).isEqualTo("two");
        assertThat(refused(toy.post("Name=two&Length=12&Length=bad"))).startsWith("Length must be");
        assertThat(read("Name=two&Length=12&Length=").get("Length")).isNull();
        assertThat(refused(toy.post("Name=two&Name="))).isEqualTo("Name is required");
    }

    @Test
    void emptyIsAsGoodAsAbsent() {
        assertThat(read("Name=anna&Length=&Sail=&Built=&Crew=&Papers="))
                .isEqualTo(read("Name=anna"))
                .extractingByKey("Length")
                .isNull();
    }

    @Test
    void emptyClearsWhereTheDeclarationSaysSo() {
        assertThat(read("Name=anna&Note=").get("Note")).isEqualTo("");
        assertThat(read("Name=anna").get("Note")).isNull();
        assertThat(read("Name=anna&Note=x&Note=").get("Note")).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Name=", "Name", "name=anna", "&&&", "Length=5", "Nam%65x=anna"})
    void whatIsRequiredIsMissed(String body) {
        assertThat(refused(toy.post(body))).isEqualTo("Name is required");
    }

    @Test
    void aRepeatedParameterIsAListInOrderWithoutTheEmptyOnes() {
        assertThat(read("Crew=b&Name=anna&Crew=&Crew=a&Crew=b").get("Crew")).isEqualTo("b|a|b");
        assertThat(read("Name=anna").get("Crew")).isEqualTo("");
        assertThat(refused(toy.post("Name=anna&Crew=ok&Crew=0123456789"))).startsWith("Crew must be");
    }

    @Test
    void unknownParametersAreAcceptedInSilence() {
        assertThat(read("Name=anna&Wings=2&=x&%00=%00").get("Name")).isEqualTo("anna");
        assertThat(toy.get(Toy.BOATS + "?Wings=2").status()).isEqualTo(200);
    }

    @Test
    void namesInAFormAreExactAndInAQueryOfAnyCase() {
        assertThat(read("Name=anna&length=12").get("Length")).isNull();
        assertThat(Tree.at(Tree.parse(toy.get(Toy.BOATS + "?pagesize=2").body()), "meta", "page_size"))
                .isEqualTo(2L);
        assertThat(Tree.at(
                        Tree.parse(toy.get(Toy.BOATS + "?PAGESIZE=2&pageSize=1").body()), "meta", "page_size"))
                .isEqualTo(1L);
    }

    @Test
    void aFormIsNoPlaceForAQueryParameterNorTheOtherWayRound() {
        assertThat(refused(toy.ask(Toy.request("POST", Toy.BOATS + "?Name=anna", Toy.ANA, ""))))
                .isEqualTo("Name is required");
        Reply list = toy.ask(Toy.request("GET", Toy.BOATS, Toy.ANA, "PageSize=1"));
        assertThat(Tree.at(Tree.parse(list.body()), "meta", "page_size")).isEqualTo(50L);
    }

    @Test
    void theFirstBadParameterInDeclaredOrderIsNamed() {
        assertThat(refused(toy.post("Sail=maybe&Length=1&Name=anna")))
                .isEqualTo("Length must be a whole number from 3 to 400");
        assertThat(refused(toy.post("Name=anna&Sail=maybe"))).isEqualTo("Sail must be true or false");
    }

    @ParameterizedTest
    @CsvSource({
        "Name=a%, the request has a malformed escape",
        "Name=a%4, the request has a malformed escape",
        "Name=a%g1, the request has a malformed escape",
        "Na%e9me=x, the request is not UTF-8",
        "Name=%ff, the request is not UTF-8",
        "Name=%c0%80, the request is not UTF-8",
        "Name=%ed%a0%80, the request is not UTF-8",
        "Other=%f5%80%80%80&Name=anna, the request is not UTF-8",
        "Name=%00%00, Name must not hold the character U+0000"
    })
    void whatCannotBeDecodedIsRefusedWhoeverItsFor(String body, String words) {
        assertThat(refused(toy.post(body))).isEqualTo(words);
    }

    @Test
    void moreThanAThousandParametersAreRefused() {
        String thousand = "x=1&".repeat(999) + "Name=anna";
        assertThat(read(thousand).get("Name")).isEqualTo("anna");
        assertThat(refused(toy.post("x&" + thousand))).isEqualTo("the request has more than 1000 parameters");
        assertThat(read("&".repeat(100_000) + thousand).get("Name")).isEqualTo("anna");
        assertThat(refused(toy.get(Toy.BOATS + "?" + "x&".repeat(1001))))
                .isEqualTo("the request has more than 1000 parameters");
    }

    @Test
    void aBodyThatIsNoFormIsAFormWithoutItsParameters() {
        assertThat(refused(toy.post("{\"Name\":\"anna\"}"))).isEqualTo("Name is required");
    }
}
