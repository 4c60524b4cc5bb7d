package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries as an operator sees them. */
@Tag("database")
class DeliveryResourceTest {
    private static final String NEW = "FriendlyName=prod&EventTypes=*&WebhookUrl=https%3A%2F%2Fbackend.example.com";

    private Rig rig;
    private String webhook = "";
    private String deliveries = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        String hooks = rig.service() + "/Webhooks";
        webhook = hooks + "/" + rig.post(hooks, NEW).text("sid");
        deliveries = webhook + "/Deliveries";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void oneThatWaitsSaysWhenItIsTriedNextAndNothingOfWhatIsTold() {
        String sid = rig.owe(webhook);
        Answer one = rig.get(deliveries + "/" + sid);
        assertThat(one.text("status")).isEqualTo("queued");
        assertThat(one.text("date_next_try")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(one.text("event_type")).isEqualTo("factor.created");
        assertThat(one.text("event_uuid"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(one.text("url")).isEqualTo(Rig.BASE + deliveries + "/" + sid);
        assertThat(one.isNull("challenge_sid")).isTrue();
        assertThat(one.isNull("last_answer")).isTrue();
        assertThat(one.isNull("date_sent")).isTrue();
        assertThat(one.at("tries")).isEqualTo(0L);
        assertThat(one.json()).doesNotContain("body").doesNotContain("uuid=x");
    }

    @Test
    void whatHappensToAFactorIsOnItsWayAtOnce() {
        String ana = webhook.substring(0, webhook.indexOf("/Webhooks")) + "/Entities/ana-0001";
        String factor = rig.enrol(ana);
        String challenge = rig.post(
                        ana + "/Challenges", "FactorSid=" + factor + "&AuthPayload=" + rig.code(ana, factor, 1))
                .text("sid");
        List<String> types = new ArrayList<>();
        for (String sid : rig.get(deliveries).sids("deliveries")) {
            Answer one = rig.get(deliveries + "/" + sid);
            types.add(one.text("event_type"));
            assertThat(one.text("factor_sid")).isEqualTo(factor);
            assertThat(one.get("challenge_sid")).isEqualTo(types.getLast().startsWith("factor.") ? null : challenge);
        }
        assertThat(types).containsExactlyInAnyOrder("factor.created", "factor.verified", "challenge.approved");
    }

    @Test
    void theNewestComeFirstUnlessAskedOtherwiseAndAPageGoesOnWhereTheLastEnded() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(rig.owe(webhook));
            rig.seconds(1);
        }
        assertThat(rig.get(deliveries).sids("deliveries")).isEqualTo(made.reversed());
        assertThat(rig.get(deliveries + "?Order=asc").sids("deliveries")).isEqualTo(made);
        Answer first = rig.get(deliveries + "?PageSize=2&Status=queued");
        assertThat(first.sids("deliveries")).isEqualTo(made.reversed().subList(0, 2));
        assertThat(rig.follow(Objects.requireNonNull(first.link("next_page_url")))
                        .sids("deliveries"))
                .isEqualTo(made.subList(0, 1));
        for (String status : List.of("sent", "failed")) {
            assertThat(rig.get(deliveries + "?Status=" + status).sids("deliveries"))
                    .isEmpty();
        }
        for (String bad : List.of("Status=pending", "Status=Sent", "Order=up", "PageSize=0")) {
            assertThat(rig.get(deliveries + "?" + bad).brief()).as(bad).isEqualTo("400 60306");
        }
    }

    @Test
    void whatIsSentAgainIsOwedForAnotherDayAsItWasWritten() {
        String sid = rig.owe(webhook);
        rig.write("UPDATE outbox SET due = NULL, tries = 9, answer = '500'");
        Answer failed = rig.get(deliveries + "/" + sid);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.text("last_answer")).isEqualTo("500");
        rig.seconds(3600);
        Answer again = rig.post(deliveries + "/" + sid, "");
        assertThat(again.brief()).isEqualTo("200");
        assertThat(again.text("status")).isEqualTo("queued");
        assertThat(again.at("tries")).isEqualTo(0L);
        assertThat(again.text("date_next_try")).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(again.text("event_uuid")).isEqualTo(failed.text("event_uuid"));
        assertThat(again.text("last_answer")).isEqualTo("500");
        assertThat(rig.get(deliveries + "/" + sid).json()).isEqualTo(again.json());
        assertThat(rig.write(
                        "UPDATE outbox SET due = NULL, sent = until WHERE until = ? AND body = 'uuid=x'",
                        Rig.NEW_YEAR.plusSeconds(25 * 3600)))
                .isEqualTo(1);
        assertThat(rig.get(deliveries + "/" + sid).text("status")).isEqualTo("sent");
        assertThat(rig.post(deliveries + "/" + sid, "").isNull("date_sent")).isTrue();
    }

    @Test
    void atAnotherWebhookOrWithoutItsOwnItIsNotThere() {
        String sid = rig.owe(webhook);
        String hooks = webhook.substring(0, webhook.lastIndexOf('/'));
        String other = hooks + "/" + rig.post(hooks, NEW).text("sid") + "/Deliveries";
        assertThat(rig.get(other).sids("deliveries")).isEmpty();
        for (String method : List.of("GET", "POST")) {
            assertThat(rig.as(Rig.ANA, method, other + "/" + sid, "").brief()).isEqualTo("404 20404");
            assertThat(rig.as(Rig.BOB, method, deliveries + "/" + sid, "").brief())
                    .isEqualTo("404 20404");
            assertThat(rig.as(Rig.ANA, method, deliveries + "/YD" + "0".repeat(32), "")
                            .brief())
                    .isEqualTo("404 20404");
        }
        rig.delete(webhook);
        for (String path : List.of(deliveries, deliveries + "/" + sid)) {
            assertThat(rig.get(path).brief()).isEqualTo("404 20404");
        }
        assertThat(rig.post(deliveries + "/" + sid, "").brief()).isEqualTo("404 20404");
    }
}
