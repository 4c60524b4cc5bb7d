package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.core.Accounts;
import dev.countersign.domain.AccountSid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may ask, walked over everything there is to ask. */
@Tag("database")
class StrangersTest {
    private static final String FORM =
            "FriendlyName=x&Type=gcm&ApiKey=x&FactorType=totp&AuthPayload=000000&Identity=ana-0002&EventTypes=*"
                    + "&WebhookUrl=https%3A%2F%2Fa.example.com&FactorSid=YF" + "0".repeat(32);
    private static final AccountSid ANA = Objects.requireNonNull(AccountSid.parse(Rig.ANA));

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Every operation that is declared, as method and path, over things of Ana's that are there. */
    private List<String[]> operations() {
        String service = rig.service();
        String ana = service + "/Entities/ana-0001";
        String factor = rig.enrol(ana);
        String challenge = rig.post(ana + "/Challenges", "FactorSid=" + factor).text("sid");
        String token = rig.post(service + "/AccessTokens", "Identity=ana-0001&FactorType=push")
                .text("sid");
        String webhook = rig.post(service + "/Webhooks", FORM).text("sid");
        String delivery = rig.owe(webhook);
        String credential = rig.post("/v1/Credentials", FORM).text("sid");
        List<String[]> all = new ArrayList<>();
        Tree.object(rig.get("/openapi.json").object(), "paths").forEach((path, item) -> {
            if (path.startsWith("/console/")) {
                return; // behind another door: ConsoleDoorTest
            }
            String here = path.replace("{ServiceSid}", service.substring("/v2/Services/".length()))
                    .replace("{Identity}", "ana-0001")
                    .replace("Webhooks/{Sid}", "Webhooks/" + webhook)
                    .replace("{WebhookSid}", webhook)
                    .replace("Deliveries/{Sid}", "Deliveries/" + delivery)
                    .replace(
                            "{Sid}",
                            path.contains("/Factors/")
                                    ? factor
                                    : path.contains("/AccessTokens/")
                                            ? token
                                            : path.startsWith("/v1/") ? credential : challenge);
            Tree.object(item)
                    .keySet()
                    .forEach(method -> all.add(new String[] {method.toUpperCase(java.util.Locale.ROOT), here}));
        });
        assertThat(all).hasSizeGreaterThan(22);
        return all;
    }

    @Test
    void everyOperationAsksWhoIsThere() {
        for (String[] operation : operations()) {
            String name = String.join(" ", operation);
            assertThat(rig.as(null, "", operation[0], operation[1], FORM).brief())
                    .as(name)
                    .isEqualTo("401 20003");
            assertThat(rig.as(Rig.ANA, "token of " + Rig.BOB, operation[0], operation[1], FORM)
                            .brief())
                    .as(name)
                    .isEqualTo("401 20003");
            assertThat(rig.as("token", "x.y.z", operation[0], operation[1], FORM)
                            .brief())
                    .as(name)
                    .isEqualTo("401 20003");
        }
    }

    @Test
    void anotherAccountsThingsLookExactlyLikeMissingOnes() {
        int walked = 0;
        for (String[] operation : operations()) {
            if (!operation[1].equals("/v2/Services") && !operation[1].equals("/v1/Credentials")) {
                Answer answer = rig.as(Rig.BOB, operation[0], operation[1], FORM);
                assertThat(answer.brief()).as(String.join(" ", operation)).isEqualTo("404 20404");
                assertThat(answer.text("message"))
                        .isEqualTo(
                                "The requested resource " + operation[1].replaceFirst("^/v2", "") + " was not found");
                assertThat(rig.as(Rig.BOB, operation[0], operation[1], "x=%zz").brief())
                        .isEqualTo("404 20404");
                walked++;
            }
        }
        assertThat(walked).isGreaterThan(20);
        assertThat(rig.as(Rig.BOB, "GET", "/v2/Services", "").sids("services")).isEmpty();
        assertThat(rig.as(Rig.BOB, "GET", "/v1/Credentials", "").sids("credentials"))
                .isEmpty();
        for (String[] operation : operations()) {
            if (operation[0].equals("GET")) {
                // The factor here is no push factor, and nothing else is told of its challenges or rung.
                boolean push = operation[1].matches(".*/Factors/.*/(Events|PushKey)");
                assertThat(rig.get(operation[1]).status()).as(operation[1]).isEqualTo(push ? 400 : 200);
            }
        }
    }

    @Test
    void anApiKeyStandsForItsAccountUntilItIsRevoked() {
        String service = rig.service();
        Accounts.WithSecret key = rig.accounts().createKey(ANA, "ci");
        String sid = key.key().sid().text();
        assertThat(rig.as(sid, key.secret(), "GET", service, "").status()).isEqualTo(200);
        assertThat(rig.as(sid, key.secret() + "x", "GET", service, "").brief()).isEqualTo("401 20003");
        assertThat(rig.as(sid, "token of " + Rig.ANA, "GET", service, "").brief())
                .isEqualTo("401 20003");
        assertThat(rig.as("SK" + "0".repeat(32), key.secret(), "GET", service, "")
                        .brief())
                .isEqualTo("401 20003");
        rig.accounts().revokeKey(key.key().sid());
        rig.seconds(1);
        assertThat(rig.as(sid, key.secret(), "GET", service, "").brief()).isEqualTo("401 20003");
    }

    @Test
    void twoTokensAreGoodAtOnceSoThatRotationIsNoOutage() {
        String service = rig.service();
        String second = rig.accounts().addToken(ANA);
        rig.seconds(1);
        assertThat(rig.get(service).status()).isEqualTo(200);
        assertThat(rig.as(Rig.ANA, second, "GET", service, "").status()).isEqualTo(200);
        rig.accounts().promoteToken(ANA);
        rig.accounts().revokeToken(ANA);
        rig.seconds(1);
        assertThat(rig.get(service).brief()).isEqualTo("401 20003");
        assertThat(rig.as(Rig.ANA, second, "GET", service, "").status()).isEqualTo(200);
    }

    @Test
    void aSuspendedAccountIsToldSoOnceItIsKnown() {
        String service = rig.service();
        rig.accounts().activate(ANA, false);
        rig.seconds(1);
        assertThat(rig.get(service).brief()).isEqualTo("403 20005");
        assertThat(rig.get("/v2/Nowhere").brief()).isEqualTo("403 20005");
        assertThat(rig.as(Rig.ANA, "wrong", "GET", service, "").brief()).isEqualTo("401 20003");
        rig.accounts().activate(ANA, true);
        rig.seconds(1);
        assertThat(rig.get(service).status()).isEqualTo(200);
    }

    @Test
    void anAccountWithALimitIsRefusedBeyondItAndServedAgainAsTimePasses() {
        String service = rig.service();
        rig.accounts().limit(ANA, 3);
        rig.seconds(1);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.get(service).status()).isEqualTo(200);
        }
        Answer tooMany = rig.get("/v2/Nowhere");
        assertThat(tooMany.brief()).isEqualTo("429 20429");
        assertThat(tooMany.text("message")).isEqualTo("Too many requests");
        assertThat(rig.as(Rig.BOB, "GET", "/v2/Services", "").status()).isEqualTo(200);
        rig.pass(Duration.ofMillis(334));
        assertThat(rig.get(service).status()).isEqualTo(200);
        assertThat(rig.get(service).brief()).isEqualTo("429 20429");
    }
}
