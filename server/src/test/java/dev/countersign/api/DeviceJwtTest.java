package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccountSid;
import dev.countersign.phone.DeviceJwt;
import dev.countersign.testkit.Forgery;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which tokens a device may ask with, to the letter and to the second. */
@Tag("database")
class DeviceJwtTest {
    private static final AccountSid ANA = Objects.requireNonNull(AccountSid.parse(Rig.ANA));

    private Rig rig;
    private String service = "";
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = service + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Answer ask(Hand hand, String jwt) {
        return rig.as("token", jwt, "GET", hand.path(), "");
    }

    private void good(Hand hand, Forgery jwt, String why) {
        assertThat(ask(hand, jwt.text()).brief()).as(why).isEqualTo("200");
    }

    private void bad(Hand hand, String jwt, String why) {
        Answer answer = ask(hand, jwt);
        assertThat(answer.brief()).as(why).isEqualTo("401 20003");
        assertThat(answer.header("WWW-Authenticate")).as(why).startsWith("Basic realm=");
        assertThat(answer.object().keySet())
                .as(why)
                .containsExactlyInAnyOrder("code", "message", "more_info", "status");
    }

    private static Forgery times(Hand hand, String nbf, String exp) {
        return hand.jwt().payload("{\"sub\":\"" + Rig.ANA + "\"" + nbf + exp + "}");
    }

    private static Forgery times(Hand hand, long nbf, long exp) {
        return times(hand, ",\"nbf\":" + nbf, ",\"exp\":" + exp);
    }

    @Test
    void theTimesItIsGoodAreKeptToTheSecond() {
        Hand hand = Hand.created(rig, ana);
        for (Duration within : List.of(Duration.ZERO, Duration.ofMillis(999))) {
            rig.pass(within);
            long now = rig.now().getEpochSecond();
            long[][] good = {
                {now, now + 600},
                {now + 60, now + 660},
                {now + 60, now + 720},
                {now, now + 660},
                {now - 659, now - 59},
                {now - 719, now - 59},
                {now - 60, now},
                {now, now},
                {now, now + 1},
            };
            for (long[] t : good) {
                good(hand, times(hand, t[0], t[1]), (t[0] - now) + " to " + (t[1] - now));
            }
            long[][] bad = {
                {now + 61, now + 661},
                {now + 61, now + 62},
                {now + 120, now + 720},
                {now - 660, now - 60},
                {now - 61, now - 60},
                {now, now - 60},
                {now, now + 661},
                {now - 1, now + 660},
                {now - 720, now - 59},
                {now + 60, now + 721},
                {now, now + 86_400},
                {0, now + 600},
                {-1, now + 600},
                {0, 0},
                {now, -now},
                {Long.MIN_VALUE, now + 600},
                {Long.MIN_VALUE, Long.MAX_VALUE},
                {now, Long.MAX_VALUE},
                {Long.MAX_VALUE - 600, Long.MAX_VALUE},
                {Long.MAX_VALUE, Long.MIN_VALUE},
                {Long.MIN_VALUE, Long.MIN_VALUE + 600},
                {now, Long.MIN_VALUE},
                {now * 1000, now * 1000 + 600},
                {now, now * 1000},
            };
            for (long[] t : bad) {
                bad(hand, times(hand, t[0], t[1]).text(), (t[0] - now) + " to " + (t[1] - now));
            }
        }
    }

    @Test
    void itsTimesAreWholeNumbersAndBothAreThere() {
        Hand hand = Hand.created(rig, ana);
        long now = rig.now().getEpochSecond();
        for (String odd : List.of(
                now + ".0",
                now + ".5",
                now / 1_000_000 + "e6",
                "\"" + now + "\"",
                "null",
                "true",
                "[" + now + "]",
                "{}",
                "\"\"",
                "1" + "0".repeat(30),
                "-1" + "0".repeat(30),
                "18446744073709551616",
                BigInteger.TWO.pow(64).add(BigInteger.valueOf(now)).toString())) {
            bad(hand, times(hand, ",\"nbf\":" + odd, ",\"exp\":" + (now + 600)).text(), "nbf " + odd);
            bad(hand, times(hand, ",\"nbf\":" + now, ",\"exp\":" + odd).text(), "exp " + odd);
        }
        bad(hand, times(hand, "", ",\"exp\":" + (now + 600)).text(), "no nbf");
        bad(hand, times(hand, ",\"nbf\":" + now, "").text(), "no exp");
        bad(hand, times(hand, "", "").text(), "neither");
        bad(
                hand,
                times(hand, ",\"nbf\":" + now + ",\"nbf\":" + now, ",\"exp\":" + (now + 600))
                        .text(),
                "nbf twice");
        good(hand, times(hand, ",\"nbf\":" + now + ",\"iat\":\"x\"", ",\"exp\":" + (now + 600)), "more is no matter");
    }

    @Test
    void itIsForItsOwnAccount() {
        Hand hand = Hand.created(rig, ana);
        for (Object sub : List.of(
                Rig.BOB,
                "ac" + Rig.ANA.substring(2),
                " " + Rig.ANA,
                Rig.ANA + "0",
                "",
                1,
                List.of(Rig.ANA),
                hand.sid())) {
            bad(hand, hand.jwt().claim("sub", sub).text(), "sub " + sub);
        }
        bad(hand, hand.jwt().claim("sub", null).text(), "sub null");
        bad(hand, hand.jwt().withoutClaim("sub").text(), "no sub");
    }

    @Test
    void itsKeyIsNamedAndIsOneOfThePathsPersons() {
        Hand hand = Hand.created(rig, ana);
        String totp = rig.enrol(ana);
        Hand bob = Hand.created(rig, service + "/Entities/bob-0001");
        Hand elsewhere = Hand.created(rig, rig.service() + "/Entities/ana-0001");
        Hand sister = Hand.created(rig, ana);
        String kid = hand.phone().factor().credentialSid();
        for (Object other : List.of(
                "CR" + "0".repeat(32),
                "CR" + totp.substring(2),
                bob.phone().factor().credentialSid(),
                elsewhere.phone().factor().credentialSid(),
                sister.phone().factor().credentialSid(),
                hand.sid(),
                "cr" + kid.substring(2),
                "Cr" + kid.substring(2),
                kid + "0",
                kid.substring(0, 33),
                " " + kid,
                "",
                1,
                List.of(kid),
                "' OR 1=1 --")) {
            bad(hand, hand.jwt().header("kid", other).text(), "kid " + other);
        }
        bad(hand, hand.jwt().withoutHeader("kid").text(), "no kid");
        bad(hand, bob.jwt().text(), "another person's phone");
        bad(hand, elsewhere.jwt().text(), "a phone of another Service's");
        assertThat(ask(hand, sister.jwt().text()).brief()).isEqualTo("404 20404");
    }

    @Test
    void aTokenOfAnotherKindIsNone() {
        Hand hand = Hand.created(rig, ana);
        for (String name : List.of("typ", "cty", "alg")) {
            bad(hand, hand.jwt().withoutHeader(name).text(), "no " + name);
            bad(hand, hand.jwt().header(name, null).text(), name + " null");
            bad(hand, hand.jwt().header(name, "").text(), name + " empty");
            bad(hand, hand.jwt().header(name, 1).text(), name + " a number");
        }
        for (String typ : List.of("jwt", "JOSE", "JWT ", "at+jwt", "application/JWT")) {
            bad(hand, hand.jwt().header("typ", typ).text(), typ);
        }
        for (String cty :
                List.of("twilio-pba", "twilio-pba;v=2", "twilio-pba; v=1", "TWILIO-PBA;V=1", "twilio-fpa;v=1")) {
            bad(hand, hand.jwt().header("cty", cty).text(), cty);
        }
    }

    @Test
    void whatProvesNothingLetsNobodyIn() {
        Hand hand = Hand.created(rig, ana);
        Map<String, String> lies = hand.forger().unproven(hand.jwt());
        assertThat(lies).hasSizeGreaterThan(50);
        lies.forEach((what, lie) -> bad(hand, lie, what));
        // typ, cty and sub are right here: only the signature is another's
        bad(hand, hand.jwt().signedBy(Hand.newKey()).text(), "another key");
    }

    @Test
    void howItsJsonIsWrittenIsNoMatter() {
        Hand hand = Hand.created(rig, ana);
        hand.forger()
                .truths(hand.jwt())
                .forEach((what, truth) ->
                        assertThat(ask(hand, truth).brief()).as(what).isEqualTo("200"));
        good(hand, hand.jwt().payload(hand.jwt().payloadText().replace("AC", "\\u0041C")), "escaped");
        good(
                hand,
                hand.jwt().header(hand.jwt().headerText().replace("twilio-pba", "twilio\\u002dpba")),
                "escaped header");
        List<String> names =
                new ArrayList<>(DeviceJwt.header(hand.phone().factor()).keySet());
        Collections.reverse(names);
        StringBuilder backwards = new StringBuilder("{ ");
        for (String name : names) {
            backwards
                    .append(backwards.length() > 2 ? " , " : "")
                    .append('"')
                    .append(name)
                    .append("\" :\t\"")
                    .append(DeviceJwt.header(hand.phone().factor()).get(name))
                    .append('"');
        }
        good(hand, hand.jwt().header(backwards.append(" }").toString()), "backwards");
    }

    @Test
    void aSuspendedAccountsPhonesAreToldSo() {
        Hand hand = Hand.created(rig, ana);
        rig.accounts().activate(ANA, false);
        rig.seconds(1);
        assertThat(hand.ask("GET", hand.path(), "").brief()).isEqualTo("403 20005");
        assertThat(hand.ask("GET", ana + "/Nothing", "").brief()).isEqualTo("401 20003");
        bad(hand, hand.jwt().signedBy(Hand.newKey()).text(), "a bad token says nothing of the account");
        rig.accounts().activate(ANA, true);
        rig.seconds(1);
        assertThat(hand.ask("GET", hand.path(), "").brief()).isEqualTo("200");
    }

    @Test
    void phonesShareTheirAccountsAllowance() {
        Hand hand = Hand.created(rig, ana);
        String token = Hand.token(rig, ana);
        rig.accounts().limit(ANA, 3);
        rig.seconds(1);
        assertThat(rig.get(service).brief()).isEqualTo("200");
        bad(hand, hand.jwt().signedBy(Hand.newKey()).text(), "strangers use up nothing");
        assertThat(hand.ask("GET", hand.path(), "").brief()).isEqualTo("200");
        assertThat(rig.as("token", token, "GET", hand.path(), "").brief()).isEqualTo("403 20403");
        Answer tooMany = hand.ask("GET", hand.path(), "");
        assertThat(tooMany.brief()).isEqualTo("429 20429");
        assertThat(tooMany.header("Retry-After")).isEqualTo("1");
        assertThat(rig.as("token", token, "POST", ana + "/Factors", Hand.form()).brief())
                .isEqualTo("429 20429");
        rig.seconds(1);
        assertThat(hand.ask("GET", hand.path(), "").brief()).isEqualTo("200");
    }

    @Test
    void theLogHearsWhichDeviceItWasAndNothingOfItsToken() {
        Hand hand = Hand.created(rig, ana);
        Answer answer = hand.ask("GET", hand.path(), "");
        assertThat(answer.told().account()).isEqualTo(Rig.ANA);
        assertThat(answer.told().more()).containsEntry("device", hand.sid());
        String lie = hand.jwt().signedBy(Hand.newKey()).text();
        assertThat(ask(hand, lie).told().toString()).doesNotContain(lie.substring(lie.lastIndexOf('.')));
    }
}
