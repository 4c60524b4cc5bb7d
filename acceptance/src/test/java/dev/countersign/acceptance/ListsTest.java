package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages: what is on them, and where they say the next one is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListsTest {
    private final Api api = Product.shared().api();
    private final Person person = Person.enrolled(api);
    private final List<String> created = new ArrayList<>();

    @BeforeAll
    void sevenChallenges() {
        for (int i = 0; i < 7; i++) {
            created.add(person.challenged().mustBe(201).sid());
        }
    }

    private Answer list(String query) {
        return api.get(person.challenges() + query);
    }

    @Test
    void allSevenMetaKeysSayWhereOneIs() {
        Answer all = list("?Status=pending").mustBe(200);

        assertThat(all.text("meta.key")).isEqualTo("challenges");
        assertThat(all.at("meta.page").asInt()).isZero();
        assertThat(all.at("meta.page_size").asInt()).isEqualTo(50);
        assertThat(all.at("meta.next_page_url").isNull()).isTrue();
        assertThat(all.at("meta.previous_page_url").isNull()).isTrue();
        String url = api.base() + person.challenges() + "?Status=pending&PageSize=50&Page=0";
        assertThat(all.text("meta.url")).isEqualTo(url);
        assertThat(all.text("meta.first_page_url")).isEqualTo(url);
        assertThat(all.all("challenges", "sid")).isEqualTo(created);
    }

    @ParameterizedTest
    @ValueSource(strings = {"asc", "desc"})
    void linksLeadThroughAllPagesAndBack(String order) {
        List<String> expected = new ArrayList<>(created);
        if (order.equals("desc")) {
            Collections.reverse(expected);
        }
        List<String> seen = new ArrayList<>();
        Answer page = list("?Order=" + order + "&Status=pending&PageSize=3").mustBe(200);
        int number = 0;
        while (true) {
            assertThat(page.at("meta.page").asInt()).isEqualTo(number++);
            assertThat(page.text("meta.url")).contains("Order=" + order).contains("Status=pending");
            seen.addAll(page.all("challenges", "sid"));
            assertThat(api.get(page.text("meta.url")).all("challenges", "sid"))
                    .as("its own link leads to the page itself")
                    .isEqualTo(page.all("challenges", "sid"));
            if (page.at("meta.next_page_url").isNull()) {
                break;
            }
            page = api.get(page.text("meta.next_page_url")).mustBe(200);
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(number).isEqualTo(3);

        Answer second = api.get(page.text("meta.previous_page_url")).mustBe(200);
        assertThat(second.all("challenges", "sid")).isEqualTo(expected.subList(3, 6));
        assertThat(api.get(second.text("meta.previous_page_url")).all("challenges", "sid"))
                .isEqualTo(expected.subList(0, 3));
        assertThat(api.get(second.text("meta.first_page_url")).all("challenges", "sid"))
                .isEqualTo(expected.subList(0, 3));
    }

    @Test
    void aPageThatIsJustFullHasNoNextOne() {
        assertThat(list("?PageSize=7").at("meta.next_page_url").isNull()).isTrue();
        assertThat(list("?PageSize=6").at("meta.next_page_url").isNull()).isFalse();
    }

    @Test
    void aTokenIsTakenUnderItsNameInAnyCase() {
        Answer first = list("?PageSize=3").mustBe(200);
        String token = first.text("meta.next_page_url").replaceAll(".*PageToken=", "");

        for (String name : List.of("PageToken", "pageToken", "pagetoken", "PAGETOKEN")) {
            assertThat(list("?PageSize=3&" + name + "=" + token).mustBe(200).all("challenges", "sid"))
                    .as(name)
                    .isEqualTo(created.subList(3, 6));
        }
        assertThat(token).as("safe in a URL").matches("^[A-Za-z0-9_-]+$");
    }

    @Test
    void ofTwoPageSizesTheLastCounts() {
        Answer page = list("?PageSize=50&PageSize=2&page=0").mustBe(200);

        assertThat(page.at("meta.page_size").asInt()).isEqualTo(2);
        assertThat(page.all("challenges", "sid")).hasSize(2);
    }

    @Test
    void tooLargeAPageSizeIsCutAndTheCutOneIsToldTruly() {
        for (String size : List.of("1000", "1001", "100000", "99999999999")) {
            assertThat(list("?PageSize=" + size)
                            .mustBe(200)
                            .at("meta.page_size")
                            .asInt())
                    .isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PageSize=0",
                "PageSize=-1",
                "PageSize=x",
                "PageSize=1.5",
                "Page=-1",
                "Page=x",
                "PageToken=x",
                "PageToken=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Status=done",
                "Status=PENDING",
                "Order=up",
                "FactorSid=YF1"
            })
    void whatIsNoListIsABadRequest(String query) {
        assertThat(list("?" + query).mustBe(400, 60306).text("message"))
                .contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aTokenFitsOnlyTheListItWasMadeFor() {
        String token = list("?PageSize=3").text("meta.next_page_url").replaceAll(".*PageToken=", "");
        Person other = Person.enrolled(api, person.service());

        api.get(other.challenges() + "?PageToken=" + token).mustBe(400, 60306);
        api.get("/v2/Services?PageToken=" + token).mustBe(400, 60306);
        list("?Order=desc&PageToken=" + token).mustBe(400, 60306);
    }

    @Test
    void rowsThatWereThereComeExactlyOnceWhileOthersAreInserted() {
        Person busy = Person.enrolled(api, person.service());
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            there.add(busy.challenged().mustBe(201).sid());
        }
        for (String order : List.of("asc", "desc")) {
            List<String> seen = new ArrayList<>();
            Answer page = api.get(busy.challenges() + "?Status=pending&PageSize=3&Order=" + order);
            while (true) {
                seen.addAll(page.all("challenges", "sid"));
                if (page.at("meta.next_page_url").isNull() || seen.size() > 40) {
                    break;
                }
                busy.challenged().mustBe(201);
                page = api.get(page.text("meta.next_page_url")).mustBe(200);
            }
            assertThat(seen).doesNotHaveDuplicates().containsAll(there);
        }
    }

    @Test
    void aFilterIsAppliedBeforeThePageIsCut() {
        Person mixed = Person.enrolled(api, api.service(), "Config.Skew", "2");
        List<String> approved = new ArrayList<>();
        java.time.Instant now = api.steady(30, 10);
        for (int i = -2; i <= 2; i++) {
            mixed.challenged().mustBe(201);
            approved.add(
                    mixed.challenged("AuthPayload", mixed.app().code(now, i)).sid());
            mixed.challenged().mustBe(201);
        }

        List<String> seen = new ArrayList<>();
        Answer page = api.get(mixed.challenges() + "?Status=approved&PageSize=2");
        assertThat(page.all("challenges", "sid")).hasSize(2);
        while (true) {
            seen.addAll(page.all("challenges", "sid"));
            if (page.at("meta.next_page_url").isNull()) {
                break;
            }
            page = api.get(page.text("meta.next_page_url"));
        }
        assertThat(seen).isEqualTo(approved);
        assertThat(api.get(mixed.challenges() + "?Status=denied").all("challenges", "sid"))
                .isEmpty();
    }

    @Test
    void challengesAreOfThePersonAndOfOneFactorWhereOneIsNamed() {
        Person first = Person.enrolled(api, person.service());
        Person second = first.another().verified();
        String one = first.challenged().mustBe(201).sid();
        String two = second.challenged().mustBe(201).sid();

        assertThat(api.get(first.challenges()).all("challenges", "sid")).containsExactly(one, two);
        assertThat(api.get(first.challenges() + "?FactorSid=" + second.factor()).all("challenges", "sid"))
                .containsExactly(two);
        assertThat(api.get(first.challenges() + "?FactorSid=YF" + "0".repeat(32))
                        .all("challenges", "sid"))
                .isEmpty();
        assertThat(list("?FactorSid=" + first.factor()).mustBe(200).all("challenges", "sid"))
                .as("somebody else's factor")
                .isEmpty();
        api.get("/v2/Services/" + person.service() + "/Entities/nobody-at-all/Challenges")
                .mustBe(404, 20404);
    }
}
