package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Sid;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    private final Toy toy = new Toy();

    private Map<String, @Nullable Object> meta(String target) {
        Reply reply = toy.get(target);
        assertThat(reply.status()).isEqualTo(200);
        return Tree.object(Tree.parse(reply.body()), "meta");
    }

    private static String target(@Nullable Object url) {
        assertThat(String.valueOf(url)).startsWith(Toy.BASE);
        return String.valueOf(url).substring(Toy.BASE.length());
    }

    private List<String> rows(String target) {
        return Tree.array(Tree.parse(toy.get(target).body()), "boats").stream()
                .map(row -> Tree.text(row, "read", "Name"))
                .toList();
    }

    private String token(String target) {
        return String.valueOf(meta(target).get("next_page_url")).replaceFirst(".*PageToken=", "");
    }

    private void refused(String target) {
        Reply reply = toy.get(target);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Tree.object(Tree.parse(reply.body())))
                .containsEntry("code", 60306L)
                .extractingByKey("message")
                .asString()
                .startsWith("Invalid parameter: Page");
    }

    @Test
    void anEmptyListHasAllSevenMembersAndNoNeighbours() {
        String first = Toy.BASE + Toy.BOATS + "?PageSize=50&Page=0";
        Map<String, @Nullable Object> meta = meta(Toy.BOATS);
        assertThat(meta.keySet())
                .containsExactly(
                        "key", "page", "page_size", "first_page_url", "previous_page_url", "url", "next_page_url");
        assertThat(meta.get("key")).isEqualTo("boats");
        assertThat(meta.get("page")).isEqualTo(0L);
        assertThat(meta.get("page_size")).isEqualTo(50L);
        assertThat(meta.get("first_page_url")).isEqualTo(first);
        assertThat(meta.get("url")).isEqualTo(first);
        assertThat(meta.get("previous_page_url")).isNull();
        assertThat(meta.get("next_page_url")).isNull();
        assertThat(new String(toy.get(Toy.BOATS).body(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("{\"boats\":[],\"meta\":{");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, asc",
        "1, 2, asc",
        "2, 2, asc",
        "3, 2, asc",
        "4, 2, desc",
        "5, 2, desc",
        "7, 1, asc",
        "7, 3, desc",
        "6, 3, asc",
        "7, 1000, desc"
    })
    void aWalkForwardsAndBackMeetsEveryRowOnceInOrder(int boats, int size, String order) {
        toy.afloat(boats);
        List<String> all = LongStream.range(0, boats).mapToObj(i -> "b" + i).toList();
        List<String> wanted = order.equals("asc") ? all : all.reversed();
        String start = Toy.BOATS + "?Order=" + order + "&PageSize=" + size;
        List<String> met = new ArrayList<>();
        List<List<String>> pages = new ArrayList<>();
        String here = start;
        for (String next = start; next != null; ) {
            here = next;
            pages.add(rows(here));
            met.addAll(rows(here));
            assertThat(rows(here)).hasSizeLessThanOrEqualTo(size);
            assertThat(meta(here).get("page")).isEqualTo((long) pages.size() - 1);
            Object url = meta(here).get("next_page_url");
            next = url == null ? null : target(url);
            assertThat(boats == 0 || !rows(here).isEmpty()).as("an empty page").isTrue();
        }
        assertThat(met).containsExactlyElementsOf(wanted);
        assertThat(pages).hasSize(Math.max(1, (boats + size - 1) / size));
        for (int i = pages.size() - 2; i >= 0; i--) {
            here = target(meta(here).get("previous_page_url"));
            assertThat(rows(here)).isEqualTo(pages.get(i));
            assertThat(meta(here).get("page")).isEqualTo((long) i);
            assertThat(meta(here).get("next_page_url")).isNotNull();
        }
        assertThat(meta(here).get("previous_page_url")).isNull();
    }

    @Test
    void aPageIsFoundAgainUnderItsOwnUrl() {
        toy.afloat(5);
        String second = target(meta(Toy.BOATS + "?PageSize=2").get("next_page_url"));
        assertThat(target(meta(second).get("url"))).isEqualTo(second);
        assertThat(rows(second)).containsExactly("b2", "b3");
        assertThat(rows(target(meta(second).get("first_page_url")))).containsExactly("b0", "b1");
    }

    @Test
    void filtersStayInEveryUrlPercentEncodedAsTheyWereSent() {
        toy.afloat(5);
        Map<String, @Nullable Object> meta =
                meta(Toy.BOATS + "?colour=red&COLOUR=s%C3%A9a+%26%3D%25&Wings=2&pagesize=2&Order=");
        for (String url : List.of("first_page_url", "url", "next_page_url")) {
            assertThat(String.valueOf(meta.get(url)))
                    .startsWith(Toy.BASE + Toy.BOATS + "?Colour=s%C3%A9a%20%26%3D%25&PageSize=2&Page=");
        }
        assertThat(meta(target(meta.get("next_page_url"))).get("previous_page_url"))
                .asString()
                .contains("Colour=s%C3%A9a%20%26%3D%25");
    }

    @Test
    void theTokenNeedsNoEscapingAndComesUnderItsOwnName() {
        toy.afloat(99);
        assertThat(token(Toy.BOATS + "?PageSize=7")).matches("[A-Za-z0-9_-]{39}");
        String lower = Toy.BOATS + "?PageSize=7&pageToken=" + token(Toy.BOATS + "?PageSize=7");
        assertThat(rows(lower)).startsWith("b7");
    }

    @Test
    void aTokenOfAnotherListOrTheOtherOrderOrNobodysIsRefused() {
        toy.afloat(9);
        String token = token(Toy.BOATS + "?PageSize=2");
        assertThat(toy.get(Toy.BOATS + "?PageToken=" + token).status()).isEqualTo(200);
        refused(Toy.BOATS + "?Order=desc&PageToken=" + token);
        refused(Toy.OTHER_BOATS + "?PageToken=" + token);
    }

    @Test
    void aTokenWithAnyByteChangedIsRefused() {
        toy.afloat(9);
        String token = token(Toy.BOATS + "?PageSize=2");
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << bit);
                refused(Toy.BOATS + "?PageToken=" + Base64.getUrlEncoder().encodeToString(changed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "!", "%00", "a b", "=", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "null"})
    void whatIsNoTokenIsRefused(String token) {
        refused(Toy.BOATS + "?PageToken=" + Fields.encode(token));
    }

    @Test
    void aTokenShorterOrLongerThanOursIsRefused() {
        toy.afloat(9);
        String token = token(Toy.BOATS + "?PageSize=2");
        refused(Toy.BOATS + "?PageToken=" + token.substring(4));
        refused(Toy.BOATS + "?PageToken=" + token + "AAAA");
        refused(Toy.BOATS + "?PageToken=" + "A".repeat(201));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PageSize=0", "PageSize=-1", "PageSize=abc", "PageSize=1.5", "Page=-1", "Page=x"})
    void aPageThatCannotBeIsRefused(String query) {
        refused(Toy.BOATS + "?" + query);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 999", "1000, 1000", "1001, 1000", "99999999999999999999, 1000"})
    void theSizeThatWasReallyUsedIsTold(String asked, long used) {
        Map<String, @Nullable Object> meta = meta(Toy.BOATS + "?PageSize=" + asked);
        assertThat(meta.get("page_size")).isEqualTo(used);
        assertThat(meta.get("url")).asString().contains("PageSize=" + used + "&");
    }

    @Test
    void theClientsOwnCountingIsKeptAndNeverGoesBelowNothing() {
        toy.afloat(9);
        assertThat(meta(Toy.BOATS + "?PageSize=2&Page=41").get("next_page_url"))
                .asString()
                .contains("&Page=42&");
        String next =
                target(meta(Toy.BOATS + "?PageSize=2").get("next_page_url")).replace("&Page=1&", "&");
        assertThat(meta(next).get("previous_page_url")).asString().contains("&Page=0&");
        assertThat(meta(Toy.BOATS + "?Page=99999999999").get("page")).isEqualTo(999_999_999L);
    }

    @Test
    void anEmptyPageHasNoNextLinkEvenWhereRowsLeftMeanwhile() {
        toy.afloat(4);
        String next = target(meta(Toy.BOATS + "?PageSize=2").get("next_page_url"));
        toy.fleet.removeIf(boat -> boat.id().low() > 1);
        assertThat(rows(next)).isEmpty();
        assertThat(meta(next).get("next_page_url")).isNull();
        assertThat(meta(next).keySet()).hasSize(7);
    }

    @Test
    void aRowThatIsAddedMeanwhileMovesNoOther() {
        toy.afloat(4);
        String next = target(meta(Toy.BOATS + "?PageSize=2&Order=desc").get("next_page_url"));
        toy.fleet.add(new Toy.Boat(new Sid.Id(9, 9), Map.of("Name", "new"), null, null));
        assertThat(rows(next)).containsExactly("b1", "b0");
    }
}
