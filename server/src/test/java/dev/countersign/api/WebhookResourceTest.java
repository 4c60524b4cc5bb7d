package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.domain.Webhook;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks as a backend sees them. */
@Tag("database")
class WebhookResourceTest {
    private static final String URL = "https://backend.example.com/hooks/verify";
    private static final String NEW = "FriendlyName=prod&EventTypes=*&WebhookUrl=" + encoded(URL);

    private Rig rig;
    private String hooks = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        hooks = rig.service() + "/Webhooks";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String create(String more) {
        return hooks + "/" + rig.post(hooks, NEW + more).text("sid");
    }

    private Answer withUrl(String url) {
        return rig.post(hooks, NEW + "&WebhookUrl=" + encoded(url));
    }

    @Test
    void oneThatWasAskedForPlainlyIsToldEverythingInFull() {
        Answer created = rig.post(hooks, NEW);
        assertThat(created.brief()).isEqualTo("201");
        assertThat(created.text("sid")).matches("YW[0-9a-f]{32}");
        assertThat(created.at("event_types")).isEqualTo(List.of("*"));
        assertThat(created.text("status")).isEqualTo("enabled");
        assertThat(created.text("version")).isEqualTo("v2");
        assertThat(created.text("webhook_method")).isEqualTo("POST");
        assertThat(created.text("webhook_url")).isEqualTo(URL);
        assertThat(created.text("url")).isEqualTo(Rig.BASE + hooks + "/" + created.text("sid"));
        rig.seconds(9);
        assertThat(rig.get(hooks + "/" + created.text("sid")).json()).isEqualTo(created.json());
    }

    @Test
    void everyMemberIsKeptAsItWasGiven() {
        Answer created = rig.post(
                hooks,
                "FriendlyName=%C3%BC&EventTypes=challenge.denied&EventTypes=factor.created&EventTypes=challenge.denied"
                        + "&WebhookUrl=HTTP%3A%2F%2FA.example%3A80%3Fb%23c&Status=disabled&Version=v1");
        assertThat(created.text("friendly_name")).isEqualTo("ü");
        assertThat(created.at("event_types")).isEqualTo(List.of("challenge.denied", "factor.created"));
        assertThat(created.text("webhook_url")).isEqualTo("HTTP://A.example:80?b#c");
        assertThat(created.text("status")).isEqualTo("disabled");
        assertThat(created.text("version")).isEqualTo("v1");
    }

    @Test
    void oneStarAmongOthersIsAll() {
        assertThat(rig.post(hooks, NEW + "&EventTypes=factor.created").at("event_types"))
                .isEqualTo(List.of("*"));
    }

    @Test
    void everyBadParameterIsRefusedByName() {
        List<String> bad = List.of(
                "FriendlyName=",
                "FriendlyName=" + "x".repeat(Webhook.LONGEST_NAME + 1),
                "FriendlyName=%00",
                "EventTypes=factor.updated",
                "EventTypes=Factor.created",
                "EventTypes=factor.created,factor.deleted",
                "WebhookUrl=",
                "WebhookUrl=" + URL + "?" + "x".repeat(Webhook.LONGEST_URL - URL.length()),
                "Status=Enabled",
                "Status=true",
                "Version=v3",
                "Version=2");
        String one = create("");
        for (String form : bad) {
            String name = form.substring(0, form.indexOf('='));
            Answer answer = rig.post(hooks, NEW + "&" + form);
            assertThat(answer.brief()).as(form).isEqualTo("400 60306");
            assertThat(answer.text("message")).as(form).startsWith("Invalid parameter: " + name + " ");
            if (!form.endsWith("=")) {
                assertThat(rig.post(one, form).brief()).as(form).isEqualTo("400 60306");
            }
        }
        for (String name : List.of("FriendlyName", "EventTypes", "WebhookUrl")) {
            assertThat(rig.post(hooks, NEW.replaceFirst(name + "=[^&]*", "")).text("message"))
                    .isEqualTo("Invalid parameter: " + name + " is required");
            assertThat(rig.post(hooks, NEW.replaceFirst(name + "=[^&]*", name + "="))
                            .text("message"))
                    .isEqualTo("Invalid parameter: " + name + " is required");
        }
    }

    @Test
    void everyLimitIsInclusive() {
        String name = "%F0%9F%98%80".repeat(Webhook.LONGEST_NAME);
        assertThat(rig.post(hooks, NEW + "&FriendlyName=" + name).brief()).isEqualTo("201");
        assertThat(withUrl(URL + "?" + "x".repeat(Webhook.LONGEST_URL - URL.length() - 1))
                        .brief())
                .isEqualTo("201");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://owlbank.example.com",
                "http://localhost:8080/hooks",
                "http://127.0.0.1/",
                "http://[::1]:8080/x",
                "https://backend.example.com:65535/a/b;c=d?e=%C3%BC&f#g"
            })
    void aUrlMayBeAnyThatCanBeAskedFor(String url) {
        assertThat(withUrl(url).text("webhook_url")).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend.example.com/hooks",
                "/hooks",
                "//backend.example.com/hooks",
                "ftp://backend.example.com/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https:backend.example.com",
                "https://",
                "https:///hooks",
                "https://?x",
                "https://:443/",
                "https://a.example.com:0/",
                "https://a.example.com:/",
                "https://a.example.com:65536/",
                "https://a.example.com:99999999999/",
                "https://a.example.com:http/",
                "https://ana@a.example.com/",
                "https://ana:secret@a.example.com/",
                "https://@a.example.com/",
                "https://a.example.com/a b",
                " https://a.example.com/",
                "https://a.example.com/\r\nX-Header: y",
                "https://a.example.com/%zz",
                "https://a.example.com\\b",
                "https://a.example.com/{id}",
                "https://ä.example.com/",
                "https://a.example.com/ä",
                "https://[::1/",
                "https://a_b.example.com/",
                "https://a.example.com/?bodySHA256=00"
            })
    void anyOtherUrlIsRefused(String url) {
        Answer answer = withUrl(url);
        assertThat(answer.brief()).isEqualTo("400 60306");
        assertThat(answer.text("message")).startsWith("Invalid parameter: WebhookUrl must ");
    }

    @Test
    void aStrictHouseInsistsOnHttps() {
        Policy usual = Policy.DEFAULT;
        Policy policy = new Policy(
                Profile.STRICT, usual.mostWrongCodes(), usual.codesOnce(), usual.accessTokensOnce(), usual.ringing());
        rig.close();
        rig = new Rig(policy);
        hooks = rig.service() + "/Webhooks";
        String one = create("");
        for (String url : List.of("http://a.example.com/", "HTTP://a.example.com/")) {
            assertThat(withUrl(url).text("message")).isEqualTo("Invalid parameter: WebhookUrl must be an https URL");
            assertThat(rig.post(one, "WebhookUrl=" + encoded(url)).brief()).isEqualTo("400 60306");
        }
        assertThat(rig.post(one, "WebhookUrl=" + encoded("HTTPS://a.example.com/"))
                        .brief())
                .isEqualTo("200");
        assertThat(rig.post(one, "Status=disabled").brief()).isEqualTo("200");
    }

    @Test
    void anUpdateChangesWhatItNamesAndNothingElse() {
        String one = create("");
        rig.seconds(5);
        Answer named = rig.post(one, "FriendlyName=other");
        assertThat(named.brief()).isEqualTo("200");
        assertThat(named.text("friendly_name")).isEqualTo("other");
        assertThat(named.text("date_created")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(named.text("date_updated")).isEqualTo("2026-01-01T00:00:05Z");
        assertThat(rig.post(one, "EventTypes=factor.created&EventTypes=factor.deleted")
                        .at("event_types"))
                .isEqualTo(List.of("factor.created", "factor.deleted"));
        assertThat(rig.post(one, "EventTypes=challenge.denied").at("event_types"))
                .isEqualTo(List.of("challenge.denied"));
        rig.post(one, "Status=disabled");
        rig.post(one, "Version=v1");
        rig.post(one, "WebhookUrl=http%3A%2F%2Flocalhost%2F");
        Answer all = rig.post(one, "");
        assertThat(all.text("friendly_name")).isEqualTo("other");
        assertThat(all.at("event_types")).isEqualTo(List.of("challenge.denied"));
        assertThat(all.text("status")).isEqualTo("disabled");
        assertThat(all.text("version")).isEqualTo("v1");
        assertThat(all.text("webhook_url")).isEqualTo("http://localhost/");
        assertThat(rig.get(one).json()).isEqualTo(all.json());
    }

    @Test
    void aListHoldsTheServicesOwnInTheOrderOfTheirMaking() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(create("").substring(hooks.length() + 1));
            rig.seconds(1);
        }
        rig.post(rig.service() + "/Webhooks", NEW);
        assertThat(rig.get(hooks).sids("webhooks")).isEqualTo(made);
        Answer first = rig.get(hooks + "?PageSize=2");
        assertThat(first.sids("webhooks")).isEqualTo(made.subList(0, 2));
        Answer second = rig.follow(Objects.requireNonNull(first.link("next_page_url")));
        assertThat(second.sids("webhooks")).isEqualTo(made.subList(2, 3));
        assertThat(second.link("next_page_url")).isNull();
    }

    @Test
    void aServiceHasOnlySoMany() {
        String last = "";
        for (int i = 0; i < Webhook.MOST; i++) {
            last = create("");
        }
        Answer beyond = rig.post(hooks, NEW);
        assertThat(beyond.brief()).isEqualTo("400 60306");
        assertThat(beyond.text("message")).isEqualTo("Invalid parameter: a Service has at most 100 Webhooks");
        assertThat(rig.post(rig.service() + "/Webhooks", NEW).brief()).isEqualTo("201");
        rig.delete(last);
        assertThat(rig.post(hooks, NEW).brief()).isEqualTo("201");
    }

    @Test
    void whatWasDeletedIsGoneAndWithTheServiceAllAre() {
        String one = create("");
        String other = create("");
        assertThat(rig.delete(one).brief()).isEqualTo("204");
        for (String method : List.of("GET", "POST", "DELETE")) {
            assertThat(rig.as(Rig.ANA, method, one, "").brief()).as(method).isEqualTo("404 20404");
        }
        assertThat(rig.get(other).brief()).isEqualTo("200");
        assertThat(rig.delete(hooks.replace("/Webhooks", "")).brief()).isEqualTo("204");
        for (String method : List.of("GET", "POST", "DELETE")) {
            assertThat(rig.as(Rig.ANA, method, other, "").brief()).as(method).isEqualTo("404 20404");
        }
        assertThat(rig.get(hooks).brief()).isEqualTo("404 20404");
        assertThat(rig.post(hooks, NEW).brief()).isEqualTo("404 20404");
    }

    @Test
    void inAnotherServiceOrAccountItIsNotThere() {
        String one = create("");
        String elsewhere = one.replace(hooks, rig.service() + "/Webhooks");
        for (String method : List.of("GET", "POST", "DELETE")) {
            assertThat(rig.as(Rig.ANA, method, elsewhere, "").brief())
                    .as(method)
                    .isEqualTo("404 20404");
            assertThat(rig.as(Rig.BOB, method, one, "").brief()).as(method).isEqualTo("404 20404");
        }
        assertThat(rig.as(Rig.BOB, "GET", hooks, "").brief()).isEqualTo("404 20404");
        assertThat(rig.as(Rig.BOB, "POST", hooks, NEW).brief()).isEqualTo("404 20404");
        assertThat(rig.as(Rig.BOB, "POST", hooks, "").brief()).isEqualTo("404 20404");
        assertThat(rig.get(one).text("friendly_name")).isEqualTo("prod");
    }
}
