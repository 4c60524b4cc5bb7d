package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
class ChallengeListTest {
    private Rig rig;
    private String ana = "";
    private String list = "";
    private String factor = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = rig.service() + "/Entities/ana-0001";
        list = ana + "/Challenges";
        factor = rig.enrol(ana);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String create(String more) {
        rig.pass(Duration.ofMillis(7));
        return rig.post(list, "FactorSid=" + factor + more).text("sid");
    }

    private List<String> create(int count) {
        List<String> sids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sids.add(create(""));
        }
        return sids;
    }

    private List<String> status(String status) {
        return rig.get(list + "?Status=" + status).sids("challenges");
    }

    @ParameterizedTest
    @CsvSource({
        "Status=open, Status must be one of pending; approved; denied; expired",
        "Status=Pending, Status must be one of pending; approved; denied; expired",
        "Order=up, Order must be one of asc; desc",
        "FactorSid=YF1, FactorSid must be a Factor's SID",
        "PageSize=0, PageSize must be a whole number of at least 1",
        "PageSize=abc, PageSize must be a whole number of at least 1",
        "Page=-1, Page must be a whole number of at least 0",
        "PageToken=x, PageToken is none of this list's"
    })
    void aBadFilterIsRefusedByName(String query, String words) {
        Answer answer = rig.get(list + "?" + query);
        assertThat(answer.brief()).isEqualTo("400 60306");
        assertThat(answer.text("message")).isEqualTo("Invalid parameter: " + words.replace(';', ','));
    }

    @Test
    void theListIsTheEntitysAndTheFactorsWhereOneIsNamed() {
        assertThat(rig.get(ana.replace("ana", "bob") + "/Challenges").brief()).isEqualTo("404 20404");
        String first = create("");
        rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x");
        String seed = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK";
        String second = rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x&Binding.Secret=" + seed)
                .text("sid");
        assertThat(rig.get(list + "?FactorSid=" + factor).sids("challenges")).containsExactly(first);
        assertThat(rig.get(list + "?FactorSid=" + second).sids("challenges")).isEmpty();
        assertThat(rig.get(list + "?FactorSid=YF" + "0".repeat(32)).sids("challenges"))
                .isEmpty();
        assertThat(rig.get(list).sids("challenges")).containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"asc", "desc"})
    void eachRowComesExactlyOnceWhileOthersAreInsertedAndTheWayBackIsTheSame(String order) {
        List<String> created = create(11);
        List<String> wanted = order.equals("asc") ? created : created.reversed();
        List<List<String>> pages = new ArrayList<>();
        Answer page = rig.get(list + "?PageSize=3&Order=" + order + "&FactorSid=" + factor);
        while (true) {
            pages.add(page.sids("challenges"));
            assertThat(page.sids("challenges")).isNotEmpty();
            String next = page.link("next_page_url");
            if (next == null) {
                break;
            }
            assertThat(next).contains("FactorSid=" + factor, "Order=" + order, "PageSize=3");
            if (pages.size() < 4) {
                create(1);
            }
            page = rig.follow(next);
        }
        List<String> met = pages.stream().flatMap(List::stream).toList();
        assertThat(met).doesNotHaveDuplicates().containsSubsequence(wanted);
        for (int i = pages.size() - 2; i >= 0; i--) {
            page = rig.follow(String.valueOf(page.link("previous_page_url")));
            assertThat(page.sids("challenges")).isEqualTo(pages.get(i));
        }
        if (order.equals("asc")) {
            assertThat(page.link("previous_page_url")).isNull();
        }
    }

    @Test
    void rowsThatExpireOrAreAnsweredMeanwhileLeaveThePendingListAndTheRestComeOnce() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            created.add(create("&ExpirationDate=2026-01-01T00:0" + (i % 3 == 2 ? "1" : "9") + ":00Z"));
        }
        Answer first = rig.get(list + "?Status=pending&PageSize=2");
        assertThat(first.sids("challenges")).isEqualTo(created.subList(0, 2));
        rig.seconds(90);
        rig.post(list + "/" + created.get(4), "AuthPayload=" + rig.code(ana, factor, 0));
        Answer second = rig.follow(String.valueOf(first.link("next_page_url")));
        assertThat(second.sids("challenges")).containsExactly(created.get(3), created.get(6));
        Answer third = rig.follow(String.valueOf(second.link("next_page_url")));
        assertThat(third.sids("challenges")).containsExactly(created.get(7));
        assertThat(third.link("next_page_url")).isNull();
        assertThat(status("approved")).containsExactly(created.get(4));
        assertThat(status("expired")).containsExactly(created.get(2), created.get(5), created.get(8));
        assertThat(status("denied")).isEmpty();
    }

    @Test
    void aPageWhoseRowsAllLeftIsEmptyWithoutANextLink() {
        create(4);
        Answer first = rig.get(list + "?Status=pending&PageSize=2");
        rig.seconds(301);
        Answer second = rig.follow(String.valueOf(first.link("next_page_url")));
        assertThat(second.sids("challenges")).isEmpty();
        assertThat(second.link("next_page_url")).isNull();
    }

    @Test
    void theStatusFilteredByIsTheOneShownToTheMillisecond() {
        String sid = create("");
        rig.pass(Duration.ofMinutes(5).minusMillis(8));
        assertThat(status("pending")).containsExactly(sid);
        assertThat(status("expired")).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(status("pending")).isEmpty();
        assertThat(status("expired")).containsExactly(sid);
        assertThat(rig.get(list + "?Status=expired").json()).contains("\"status\":\"expired\"");
    }

    @Test
    void whatLivesLongestIsPendingToItsEnd() {
        String sid = create("&ExpirationDate=2026-01-01T01:01:00Z");
        rig.pass(Duration.ofMinutes(60).minusMillis(8));
        assertThat(status("pending")).containsExactly(sid);
        rig.pass(Duration.ofMillis(8));
        assertThat(status("pending")).isEmpty();
    }

    @Test
    void pagesHoldAThousandAtMostAndFiftyUnlessAsked() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            rig.pass(Duration.ofMinutes(2));
            created.add(create(""));
        }
        assertThat(rig.get(list).sids("challenges")).isEqualTo(created.subList(0, 50));
        assertThat(rig.get(list + "?PageSize=1000").sids("challenges")).isEqualTo(created);
        assertThat(rig.get(list + "?PageSize=1").sids("challenges")).hasSize(1);
        assertThat(rig.get(list + "?PageSize=1001").at("meta", "page_size")).isEqualTo(1000L);
        assertThat(rig.get(list + "?PageSize=2&PageSize=3").sids("challenges")).hasSize(3);
    }

    @Test
    void aTokenFitsItsListOnly() {
        create(3);
        String next = String.valueOf(rig.get(list + "?PageSize=1").link("next_page_url"));
        String token = next.substring(next.indexOf("PageToken="));
        String bob = ana.replace("ana", "bob");
        rig.enrol(bob);
        assertThat(rig.get(list + "?" + token.replace("PageToken", "pageToken")).sids("challenges"))
                .hasSize(2);
        assertThat(rig.get(bob + "/Challenges?" + token).brief()).isEqualTo("400 60306");
        assertThat(rig.get(ana + "/Factors?" + token).brief()).isEqualTo("400 60306");
        assertThat(rig.get(list + "?Order=desc&" + token).brief()).isEqualTo("400 60306");
    }
}
