package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.phone.Challenge.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What applications are told of, and what not. */
@Tag("database")
class EventsTest {
    private Rig rig;
    private String service;
    private String ana;

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = service + "/Entities/ana-0001";
        webhook("EventTypes=*");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String webhook(String form) {
        return rig.post(service + "/Webhooks", "FriendlyName=prod&WebhookUrl=https://a.example/hook&" + form)
                .text("sid");
    }

    private List<Matter.Tell> told() {
        return rig.owed().stream()
                .map(Owed::matter)
                .filter(Matter.Tell.class::isInstance)
                .map(Matter.Tell.class::cast)
                .toList();
    }

    private List<String> types() {
        return told().stream().map(tell -> tell.type().word()).toList();
    }

    private static void answer(Hand hand, String challenge, Status status) {
        String signed = Hand.does(() -> hand.phone().sign(hand.phone().show(challenge), status));
        hand.ask("POST", hand.entity() + "/Challenges/" + challenge, "AuthPayload=" + signed);
    }

    @Test
    void aPhonesLifeIsTold() {
        Hand hand = Hand.enrolled(rig, ana);
        answer(hand, hand.challenge(), Status.APPROVED);
        answer(hand, hand.challenge(), Status.DENIED);
        rig.delete(hand.path());
        assertThat(rig.events())
                .containsExactly(
                        "factor.created",
                        "factor.verified",
                        "challenge.approved",
                        "challenge.denied",
                        "factor.deleted");
        assertThat(types())
                .as("the others wait for the first, which nobody sent")
                .containsExactly("factor.created");
    }

    @Test
    void aCodesLifeIsTold() {
        String factor = rig.enrol(ana);
        String challenge = rig.post(ana + "/Challenges", "FactorSid=" + factor).text("sid");
        rig.post(ana + "/Challenges/" + challenge, "AuthPayload=" + rig.wrong(ana, factor));
        assertThat(rig.events()).containsExactly("factor.created", "factor.verified");
        rig.post(ana + "/Challenges/" + challenge, "AuthPayload=" + rig.code(ana, factor, 0));
        rig.seconds(30);
        rig.post(ana + "/Challenges", "FactorSid=" + factor + "&AuthPayload=" + rig.code(ana, factor, 0));
        assertThat(rig.events())
                .containsExactly("factor.created", "factor.verified", "challenge.approved", "challenge.approved");
        assertThat(rig.get(ana + "/Challenges/" + challenge).text("status")).isEqualTo("approved");
    }

    @Test
    void whatIsRefusedOrRepeatedOrExpiresIsNotTold() {
        Hand hand = Hand.enrolled(rig, ana);
        String challenge = hand.challenge();
        answer(hand, challenge, Status.APPROVED);
        answer(hand, challenge, Status.DENIED);
        Hand.does(() -> {
            hand.phone().verify();
            return true;
        });
        String over = hand.challenge();
        rig.seconds(301);
        answer(hand, over, Status.APPROVED);
        rig.post(hand.path(), "FriendlyName=other");
        assertThat(rig.events()).containsExactly("factor.created", "factor.verified", "challenge.approved");
    }

    @Test
    void anEntityThatGoesTellsOfEachOfItsFactorsAndAServiceOfNone() {
        Hand first = Hand.enrolled(rig, ana);
        rig.enrol(ana);
        rig.delete(ana);
        assertThat(rig.events()).filteredOn("factor.deleted"::equals).hasSize(2);
        Hand.enrolled(rig, first.entity());
        rig.delete(service);
        assertThat(rig.events()).filteredOn("factor.deleted"::equals).hasSize(2);
    }

    @Test
    void whoWantsToHearOfSomethingHearsOfThatAlone() {
        String approvals = webhook("EventTypes=challenge.approved");
        webhook("EventTypes=challenge.denied&Status=disabled");
        rig.post(rig.service() + "/Webhooks", "FriendlyName=x&EventTypes=*&WebhookUrl=https://b.example/");
        Hand hand = Hand.enrolled(rig, ana);
        answer(hand, hand.challenge(), Status.APPROVED);
        answer(hand, hand.challenge(), Status.DENIED);
        assertThat(told())
                .filteredOn(tell -> tell.webhook().text().equals(approvals))
                .singleElement()
                .satisfies(tell -> assertThat(tell.type().word()).isEqualTo("challenge.approved"));
        assertThat(rig.events()).as("one webhook five, another one").hasSize(5);
    }

    @Test
    void oneEventHasOneIdForAllWhoHearOfIt() {
        webhook("EventTypes=*&Version=v1");
        Hand.created(rig, ana);
        assertThat(told()).hasSize(2);
        assertThat(told().get(0).body().substring(0, 41))
                .startsWith("uuid=")
                .isEqualTo(told().get(1).body().substring(0, 41));
        assertThat(told().get(0).body()).contains("factor_friendly_name=");
        assertThat(told().get(1).body()).doesNotContain("factor_friendly_name=");
        assertThat(told().get(0).account().text()).isEqualTo(Rig.ANA);
    }

    @Test
    void whatIsToldOfAChallengeIsHowItWasAnswered() {
        Hand hand = Hand.enrolled(rig, ana);
        String challenge = rig.post(
                        ana + "/Challenges",
                        "FactorSid=" + hand.sid() + "&Details.Message=Pay&HiddenDetails=%7B%22ip%22:%221.2.3.4%22%7D")
                .text("sid");
        answer(hand, challenge, Status.DENIED);
        assertThat(rig.bodies())
                .last()
                .asString()
                .contains("type=challenge.denied", "challenge_sid=" + challenge, "entity_identity=ana-0001")
                .contains("challenge_details=%7B%22message%22%3A%22Pay%22", "challenge_hidden_details=%7B%22ip")
                .doesNotContain("auth_payload");
    }
}
