package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Application;
import dev.countersign.contract.Sender;
import dev.countersign.core.Accounts;
import dev.countersign.domain.AccountSid;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is borne of those who try to sign in, and what is told of them. */
@Tag("database")
class ConsoleAttemptsTest {
    private static final AccountSid ANA = Objects.requireNonNull(AccountSid.parse(Rig.ANA));
    private static final String TOKEN = "token of " + Rig.ANA;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whoIsWrongTooOftenWaitsAndNobodyElseDoes() {
        Window wrong = Window.at(rig, "198.51.100.1");
        for (int i = 0; i < 10; i++) {
            assertThat(wrong.signIn(Rig.ANA, "x").brief()).isEqualTo("401 20003");
        }
        Answer no = wrong.signIn(Rig.ANA, TOKEN);
        assertThat(no.brief()).as("not even with the right one").isEqualTo("429 20429");
        assertThat(no.header("Retry-After")).isEqualTo("31");
        assertThat(wrong.signIn(Rig.BOB, "token of " + Rig.BOB).brief()).isEqualTo("429 20429");
        for (int i = 0; i < 20; i++) {
            assertThat(Window.at(rig).signIn(Rig.ANA, TOKEN).status()).isEqualTo(201);
        }
        rig.pass(Duration.ofSeconds(31));
        assertThat(wrong.signIn(Rig.ANA, TOKEN).status()).isEqualTo(201);
    }

    @Test
    void strangersKeepNobodyOutWhoseNameTheyKnow() {
        for (int i = 0; i < 50; i++) {
            Window any = Window.at(rig, "2001:db8:0:" + i + ":0:0:0:1");
            assertThat(any.signIn(Rig.ANA, "x").brief()).isEqualTo("401 20003");
        }
        assertThat(Window.at(rig).signIn(Rig.ANA, TOKEN).status()).isEqualTo(201);
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < 10; i++) {
            assertThat(Window.at(rig, "2001:db8:0:1:0:0:0:" + i)
                            .signIn(Rig.ANA, "x")
                            .brief())
                    .isEqualTo("401 20003");
        }
        assertThat(Window.at(rig, "2001:db8:0:1:9:9:9:9").signIn(Rig.ANA, TOKEN).brief())
                .isEqualTo("429 20429");
        assertThat(Window.at(rig, "2001:db8:0:2:0:0:0:1").signIn(Rig.ANA, TOKEN).status())
                .isEqualTo(201);
    }

    @Test
    void nobodysBodyIsWaitedForButThatOfWhoSignsIn() {
        Window window = Window.of(rig);
        var stranger = Rig.request(null, "POST", Window.API + "/Services", "")
                .from(Window.at(rig).sender());
        assertThat(rig.early(stranger)).isInstanceOf(Application.Early.Answered.class);
        var known = Rig.request(null, "POST", Window.API + "/Services", "").from(window.sender());
        assertThat(rig.early(known)).isInstanceOf(Application.Early.Awaited.class);
        var signsIn = Rig.request(null, "POST", Window.API + "/session", "");
        assertThat(rig.early(signsIn.from(Window.at(rig).sender()))).isInstanceOf(Application.Early.Awaited.class);
        assertThat(rig.early(signsIn.from(new Sender("192.0.2.7", null, "https://evil.example.com", null, null))))
                .isInstanceOf(Application.Early.Answered.class);
        Window wrong = Window.at(rig, "198.51.100.1");
        for (int i = 0; i < 10; i++) {
            wrong.signIn(Rig.ANA, "x");
        }
        assertThat(rig.early(signsIn.from(wrong.sender()))).isInstanceOf(Application.Early.Answered.class);
    }

    @Test
    void theLogSaysWhoCameInAndWhoSaidTheyWere() {
        Accounts.WithSecret key = rig.accounts().createKey(ANA, "desk");
        String sid = key.key().sid().text();
        Answer in = Window.at(rig).signIn(sid, key.secret());
        assertThat(in.told().account()).isEqualTo(Rig.ANA);
        assertThat(in.told().endpoint()).isEqualTo("POST /console/api/session");
        Answer asked = Window.of(rig, sid, key.secret()).get("/Services");
        assertThat(asked.told().more()).containsEntry("via", "console").containsEntry("key", sid);
        Answer wrong = Window.at(rig).signIn(Rig.ANA, "not the token");
        assertThat(wrong.told().more()).containsEntry("claimed", Rig.ANA);
        assertThat(wrong.told().toString() + in.told()).doesNotContain("not the token", key.secret());
    }
}
