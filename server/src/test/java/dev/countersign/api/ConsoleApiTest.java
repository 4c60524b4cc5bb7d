package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Wait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The API behind the session: the same endpoints, and no second way to change anything. */
@Tag("database")
class ConsoleApiTest {
    private Rig rig;
    private Window window;

    @BeforeEach
    void open() {
        rig = new Rig();
        window = Window.of(rig);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatIsDoneInTheConsoleIsSeenInTheApiAndTheOtherWayRound() {
        String sid = window.post("/Services", "FriendlyName=Acme").text("sid");
        assertThat(rig.get("/v2/Services/" + sid).json())
                .isEqualTo(window.get("/Services/" + sid).json());
        String ana = "/Services/" + sid + "/Entities/ana-0001";
        String factor = rig.enrol("/v2" + ana);
        String challenge =
                window.post(ana + "/Challenges", "FactorSid=" + factor).text("sid");
        rig.post("/v2" + ana + "/Challenges/" + challenge, "AuthPayload=" + rig.code("/v2" + ana, factor, 1));
        assertThat(window.get(ana + "/Challenges/" + challenge).text("status")).isEqualTo("approved");
        assertThat(window.delete(ana + "/Factors/" + factor).status()).isEqualTo(204);
        assertThat(rig.get("/v2" + ana + "/Factors/" + factor).brief()).isEqualTo("404 20404");
        String credential = window.post("/Credentials", "Type=webpush&Subject=mailto:ops@example.com")
                .text("sid");
        assertThat(rig.get("/v1/Credentials").sids("credentials")).containsExactly(credential);
    }

    @Test
    void aBadParameterIsRefusedAsInTheApi() {
        String sid = window.post("/Services", "FriendlyName=Acme").text("sid");
        for (String form : List.of("", "Identity=x", "Identity=%zz")) {
            Answer here = window.post("/Services/" + sid + "/Entities", form);
            Answer there = rig.post("/v2/Services/" + sid + "/Entities", form);
            assertThat(here.json()).as(form).isEqualTo(there.json());
            assertThat(here.brief()).isEqualTo(there.brief());
        }
        assertThat(window.get("/Nothing").brief()).isEqualTo("404 20404");
        assertThat(window.get("/Services/VA" + "0".repeat(32)).brief()).isEqualTo("404 20404");
        assertThat(window.ask(window.sender(), "PUT", Window.API + "/Services", "")
                        .header("Allow"))
                .isEqualTo("GET, POST");
    }

    @Test
    void aListIsWalkedByLinksThatStayBehindTheSession() {
        String sid = window.post("/Services", "FriendlyName=Acme").text("sid");
        for (int i = 0; i < 7; i++) {
            rig.seconds(1);
            window.post("/Services/" + sid + "/Entities", "Identity=person-000" + i);
        }
        String list = "/Services/" + sid + "/Entities?PageSize=3";
        assertThat(window.walk(list, "entities"))
                .hasSize(7)
                .isEqualTo(rig.get("/v2/Services/" + sid + "/Entities").sids("entities"));
        String next = String.valueOf(window.get(list).link("next_page_url"));
        String token = next.substring(next.indexOf("PageToken="));
        assertThat(rig.get("/v2/Services/" + sid + "/Entities?PageSize=3&" + token)
                        .brief())
                .as("a page's place is its own list's")
                .isEqualTo("400 60306");
    }

    @Test
    void anotherAccountsThingsAreNotThere() {
        String sid = window.post("/Services", "FriendlyName=Acme").text("sid");
        Window bobs = Window.of(rig, Rig.BOB, "token of " + Rig.BOB);
        assertThat(bobs.get("/Services").sids("services")).isEmpty();
        assertThat(bobs.get("/Services/" + sid).brief()).isEqualTo("404 20404");
        assertThat(bobs.delete("/Services/" + sid).brief()).isEqualTo("404 20404");
    }

    @Test
    void whoSignsOutHearsNothingMoreOfWhatTheyWatch() {
        String service =
                "/Services/" + window.post("/Services", "FriendlyName=Acme").text("sid");
        Hand hand = Hand.enrolled(rig, "/v2" + service + "/Entities/ana-0001");
        String path = Window.API + service + "/Entities/ana-0001/Factors/" + hand.sid() + "/Events";
        var stream = (Wait) rig.whatComesOf(Rig.request(null, "GET", path, "").from(window.sender()));
        stream.first();
        String challenge = hand.challenge();
        assertThat(new String(((Wait.Turn.Still) stream.again()).events(), StandardCharsets.UTF_8))
                .contains(challenge);
        window.delete("/session");
        hand.challenge();
        assertThat(stream.again()).isInstanceOf(Wait.Turn.Over.class);
        stream.close();
    }
}
