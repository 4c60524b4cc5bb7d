package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.core.Accounts;
import dev.countersign.domain.AccountSid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators can do and backends cannot: API keys, trying out a Webhook, health, and what can be sent. */
@Tag("database")
class OperatorResourcesTest {
    private static final AccountSid ANA = Objects.requireNonNull(AccountSid.parse(Rig.ANA));

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
    void aKeyIsShownOnceServesAtOnceAndIsRevoked() {
        Answer made = window.post("/Keys", "FriendlyName=payments");
        assertThat(made.status()).isEqualTo(201);
        String sid = made.text("sid");
        String secret = made.text("secret");
        assertThat(made.object().keySet()).containsExactly("sid", "friendly_name", "date_created", "secret");
        assertThat(rig.as(sid, secret, "GET", "/v2/Services", "").status()).isEqualTo(200);
        Answer list = window.get("/Keys");
        assertThat(list.sids("keys")).containsExactly(sid);
        assertThat(list.json()).doesNotContain(secret).contains("\"friendly_name\":\"payments\"");
        assertThat(window.delete("/Keys/" + sid).status()).isEqualTo(204);
        assertThat(window.delete("/Keys/" + sid).brief()).isEqualTo("404 20404");
        rig.seconds(1);
        assertThat(rig.as(sid, secret, "GET", "/v2/Services", "").brief()).isEqualTo("401 20003");
        for (String form : List.of("", "FriendlyName=", "FriendlyName=" + "x".repeat(65))) {
            assertThat(window.post("/Keys", form).brief()).isEqualTo("400 60306");
        }
    }

    @Test
    void keysAreListedPageByPageAndAreTheAccountsOwn() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rig.seconds(1);
            made.add(window.post("/Keys", "FriendlyName=k" + i).text("sid"));
        }
        assertThat(window.walk("/Keys?PageSize=2", "keys")).isEqualTo(made);
        Window bobs = Window.of(rig, Rig.BOB, "token of " + Rig.BOB);
        assertThat(bobs.get("/Keys").sids("keys")).isEmpty();
        assertThat(bobs.delete("/Keys/" + made.getFirst()).brief()).isEqualTo("404 20404");
        assertThat(window.get("/Keys").sids("keys")).hasSize(5);
    }

    @Test
    void aKeyMakesAndRevokesNoKeys() {
        Accounts.WithSecret key = rig.accounts().createKey(ANA, "desk");
        String sid = key.key().sid().text();
        Window byKey = Window.of(rig, sid, key.secret());
        assertThat(byKey.get("/Keys").sids("keys")).containsExactly(sid);
        assertThat(byKey.post("/Keys", "FriendlyName=x").brief()).isEqualTo("403 20403");
        assertThat(byKey.delete("/Keys/" + sid).brief()).isEqualTo("403 20403");
        assertThat(window.get("/Keys").sids("keys")).containsExactly(sid);
    }

    @Test
    void aWebhookIsTriedOutOnceAndNothingIsOwed() {
        String service = window.post("/Services", "FriendlyName=Acme").text("sid");
        String hooks = "/Services/" + service + "/Webhooks";
        String form = "FriendlyName=x&EventTypes=factor.verified&Status=disabled&WebhookUrl=https%3A%2F%2F";
        String up = window.post(hooks, form + "up.example.com").text("sid");
        Answer tried = window.post(hooks + "/" + up + "/Test", "");
        assertThat(tried.json()).isEqualTo("{\"delivered\":true,\"answer\":\"200\",\"milliseconds\":12}");
        assertThat(rig.trials)
                .singleElement()
                .asString()
                .matches("https://up.example.com uuid=[0-9a-f-]{36}&type=test&account_sid=" + Rig.ANA + "&service_sid="
                        + service + " " + Rig.ANA);
        String down = window.post(hooks, form + "down.example.com").text("sid");
        assertThat(window.post(hooks + "/" + down + "/Test", "").json())
                .isEqualTo("{\"delivered\":false,\"answer\":\"503\",\"milliseconds\":12}");
        assertThat(rig.bodies()).isEmpty();
        assertThat(rig.owed()).isEmpty();
        Window bobs = Window.of(rig, Rig.BOB, "token of " + Rig.BOB);
        assertThat(bobs.post(hooks + "/" + up + "/Test", "").brief()).isEqualTo("404 20404");
        assertThat(window.post(hooks + "/YW" + "0".repeat(32) + "/Test", "").brief())
                .isEqualTo("404 20404");
        assertThat(rig.trials).hasSize(2);
    }

    @Test
    void healthSaysHowTheServerAndItsRecordAreDoing() {
        rig.seconds(90);
        Answer health = window.get("/Health");
        assertThat(health.text("version")).isEqualTo("1.2.3");
        assertThat(health.get("uptime_seconds")).isEqualTo(90L);
        assertThat(health.at("database", "reachable")).isEqualTo(true);
        assertThat(health.isNull("database", "trouble")).isTrue();
        assertThat(health.text("database", "engine")).isEqualTo(System.getProperty("countersign.engine", "sqlite"));
        assertThat(health.at("outbox", "owed")).isEqualTo(0L);
        assertThat(health.at("outbox", "lag_seconds")).isEqualTo(3L);
        assertThat(health.at("push", "tried_last_hour")).isEqualTo(20L);
        assertThat(health.at("push", "failures_last_hour")).isEqualTo(4L);
        String service = rig.service();
        String hook = rig.post(
                        service + "/Webhooks", "FriendlyName=x&EventTypes=*&WebhookUrl=https%3A%2F%2Fa.example.com")
                .text("sid");
        rig.owe(hook);
        rig.owe(hook);
        assertThat(window.get("/Health").at("outbox", "owed")).isEqualTo(2L);
    }

    private Map<String, Map<String, @Nullable Object>> declared(String noun) {
        Map<String, Map<String, @Nullable Object>> byName = new java.util.LinkedHashMap<>();
        for (Object one : Tree.array(Tree.parse(window.get("/Declarations").json()), "parameters", noun)) {
            byName.put(Tree.text(one, "name"), Tree.object(one));
        }
        return byName;
    }

    @Test
    void whatCanBeSentIsDeclaredWithItsLimits() {
        Map<String, Map<String, @Nullable Object>> service = declared("ServiceCreate");
        assertThat(service.get("FriendlyName"))
                .containsEntry("type", "string")
                .containsEntry("required", true)
                .containsEntry("max_length", 32L)
                .doesNotContainKey("default");
        assertThat(service.get("Totp.TimeStep"))
                .containsEntry("type", "integer")
                .containsEntry("required", false)
                .containsEntry("minimum", 20L)
                .containsEntry("maximum", 60L)
                .containsEntry("default", 30L);
        assertThat(declared("WebhookCreate").get("EventTypes"))
                .containsEntry("repeated", true)
                .containsEntry("required", true)
                .containsKey("enum");
        int all = 0;
        for (String noun : DeclarationResource.MADE_BY.keySet()) {
            Map<String, Map<String, @Nullable Object>> params = declared(noun);
            all += params.size();
            assertThat(params.values()).allSatisfy(param -> assertThat(String.valueOf(param.get("description")))
                    .matches("(?s)[A-Z*].{8,}\\."));
        }
        assertThat(all).as("nothing is explained that is not there").isEqualTo(Explained.count());
    }

    /** What a new one shows under the name of a parameter: {@code Push.IncludeDate} is {@code push.include_date}. */
    private static @Nullable Object shown(Answer made, String param) {
        Object at = made.object();
        for (String part : param.split("\\.", -1)) {
            String name = part.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at;
    }

    @Test
    void aDefaultIsWhatCountsWhereNothingIsSent() {
        Answer service = window.post("/Services", "FriendlyName=Acme");
        declared("ServiceCreate").forEach((name, param) -> {
            if (!name.startsWith("Totp.") && param.containsKey("default")) {
                assertThat(shown(service, name)).as(name).isEqualTo(param.get("default"));
            }
        });
        String path = "/Services/" + service.text("sid");
        Answer webhook =
                window.post(path + "/Webhooks", "FriendlyName=x&EventTypes=*&WebhookUrl=https%3A%2F%2Fa.example.com");
        assertThat(declared("WebhookCreate").get("Status")).containsEntry("default", webhook.text("status"));
        assertThat(declared("WebhookCreate").get("Version")).containsEntry("default", webhook.text("version"));
        Answer totp = window.post(path + "/Entities/ana-0001/Factors", "FactorType=totp&FriendlyName=x");
        for (String name : List.of("Alg", "TimeStep", "Skew", "CodeLength")) {
            Object counts = shown(totp, "Config." + name);
            assertThat(declared("FactorCreate").get("Config." + name)).containsEntry("default", counts);
            if (!name.equals("Alg")) {
                assertThat(declared("ServiceCreate").get("Totp." + name)).containsEntry("default", counts);
            }
        }
        Answer token = window.post(path + "/AccessTokens", "Identity=ana-0001&FactorType=push");
        assertThat(declared("AccessTokenCreate").get("Ttl")).containsEntry("default", token.get("ttl"));
        Answer credential = window.post("/Credentials", "Type=webpush&Subject=mailto:ops@example.com");
        assertThat(declared("CredentialCreate").get("Sandbox")).containsEntry("default", false);
        assertThat(credential.text("sandbox")).isEqualTo("False");
    }
}
