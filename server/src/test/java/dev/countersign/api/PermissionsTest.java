package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.phone.Challenge.Status;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may do what, walked over everything there is to do; and what is missed first. */
@Tag("database")
class PermissionsTest {
    private static final String ONE = "/v2/Services/{ServiceSid}/";
    private static final String PERSON = ONE + "Entities/{Identity}";

    private static final String HOOK = ONE + "Webhooks/{WebhookSid}";

    private static final String NO = "403 20403";

    /** What an account, an access token and a device's own token come to. */
    private static final Map<String, List<String>> TABLE = Map.ofEntries(
            Map.entry("POST /v2/Services", List.of("201", NO, "401 20003")),
            Map.entry("GET /v2/Services", List.of("200", NO, "401 20003")),
            Map.entry("GET /v2/Services/{ServiceSid}", List.of("200", NO, "401 20003")),
            Map.entry("POST /v2/Services/{ServiceSid}", List.of("200", NO, "401 20003")),
            Map.entry("DELETE /v2/Services/{ServiceSid}", List.of("204", NO, "401 20003")),
            Map.entry("POST /v1/Credentials", List.of("201", NO, "401 20003")),
            Map.entry("GET /v1/Credentials", List.of("200", NO, "401 20003")),
            Map.entry("GET /v1/Credentials/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("POST /v1/Credentials/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("DELETE /v1/Credentials/{Sid}", List.of("204", NO, "401 20003")),
            Map.entry("POST " + ONE + "Entities", List.of("201", NO, "401 20003")),
            Map.entry("GET " + ONE + "Entities", List.of("200", NO, "401 20003")),
            Map.entry("GET " + PERSON, List.of("200", NO, NO)),
            Map.entry("DELETE " + PERSON, List.of("204", NO, NO)),
            Map.entry("POST " + ONE + "AccessTokens", List.of("201", NO, "401 20003")),
            Map.entry("GET " + ONE + "AccessTokens/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("POST " + ONE + "Webhooks", List.of("201", NO, "401 20003")),
            Map.entry("GET " + ONE + "Webhooks", List.of("200", NO, "401 20003")),
            Map.entry("GET " + ONE + "Webhooks/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("POST " + ONE + "Webhooks/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("DELETE " + ONE + "Webhooks/{Sid}", List.of("204", NO, "401 20003")),
            Map.entry("GET " + HOOK + "/Deliveries", List.of("200", NO, "401 20003")),
            Map.entry("GET " + HOOK + "/Deliveries/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("POST " + HOOK + "/Deliveries/{Sid}", List.of("200", NO, "401 20003")),
            Map.entry("POST " + PERSON + "/Factors", List.of("201", "201", NO)),
            Map.entry("GET " + PERSON + "/Factors", List.of("200", NO, "200")),
            Map.entry("GET " + PERSON + "/Factors/{Sid}", List.of("200", NO, "200")),
            Map.entry("POST " + PERSON + "/Factors/{Sid}", List.of("200", NO, "200")),
            Map.entry("GET " + PERSON + "/Factors/{Sid}/Events", List.of("200", NO, "200")),
            Map.entry("GET " + PERSON + "/Factors/{Sid}/PushKey", List.of("200", NO, "200")),
            Map.entry("GET " + PERSON + "/Challenges/{Sid}/Events", List.of("200", NO, "200")),
            Map.entry("DELETE " + PERSON + "/Factors/{Sid}", List.of("204", NO, "204")),
            Map.entry("POST " + PERSON + "/Challenges", List.of("201", NO, NO)),
            Map.entry("GET " + PERSON + "/Challenges", List.of("200", NO, "200")),
            Map.entry("GET " + PERSON + "/Challenges/{Sid}", List.of("200", NO, "200")),
            Map.entry("POST " + PERSON + "/Challenges/{Sid}", List.of("200", NO, "200")),
            Map.entry("POST " + PERSON + "/Challenges/{ChallengeSid}/Notifications", List.of("400 60307", NO, NO)));

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

    private Set<String> operations() {
        Set<String> all = new LinkedHashSet<>();
        Tree.object(rig.get("/openapi.json").object(), "paths").forEach((path, item) -> {
            if (!path.startsWith("/console/")) {
                Tree.object(item).keySet().forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path));
            }
        });
        return all;
    }

    @Test
    void theTableOfPermissionsIsKeptByEveryOperation() {
        Map<String, List<String>> table = new HashMap<>(TABLE);
        for (String operation : operations()) {
            // what the description calls a Service's SID in its own path is no matter here
            String name = operation.replaceFirst("^(\\w+ /v2/Services)/\\{Sid}$", "$1/{ServiceSid}");
            List<String> expected = table.remove(name);
            assertThat(expected).as(operation).isNotNull();
            assertThat(List.of(answered(name, 0), answered(name, 1), answered(name, 2)))
                    .as(operation)
                    .isEqualTo(expected);
        }
        assertThat(table).isEmpty();
    }

    /** What the first, second or third of the callers is told, of things that were made for this one request. */
    private String answered(String operation, int caller) {
        String service = rig.service();
        Hand hand = Hand.enrolled(rig, service + "/Entities/ana-0001");
        String challenge = hand.challenge();
        Answer token = rig.post(service + "/AccessTokens", "FactorType=push&Identity=ana-0001");
        String hook = "EventTypes=*&WebhookUrl=https%3A%2F%2Fa.example.com";
        Answer webhook = rig.post(service + "/Webhooks", "FriendlyName=x&" + hook);
        String credential = "Type=webpush&Subject=mailto:ops@example.com";
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation
                .substring(method.length() + 1)
                .replace("/v2/Services/{ServiceSid}", service)
                .replace(
                        "Credentials/{Sid}",
                        "Credentials/" + rig.post("/v1/Credentials", credential).text("sid"))
                .replace("{Identity}", "ana-0001")
                .replace("AccessTokens/{Sid}", "AccessTokens/" + token.text("sid"))
                .replace("Webhooks/{Sid}", "Webhooks/" + webhook.text("sid"))
                .replace("{WebhookSid}", webhook.text("sid"))
                .replace("Deliveries/{Sid}", "Deliveries/" + rig.owe(webhook.text("sid")))
                .replace("Factors/{Sid}", "Factors/" + hand.sid())
                .replace("Challenges/{Sid}", "Challenges/" + challenge)
                .replace("Challenges/{ChallengeSid}", "Challenges/" + challenge);
        String form = path.contains("/Challenges/")
                ? "AuthPayload="
                        + Hand.does(() -> hand.phone().sign(hand.phone().show(challenge), Status.APPROVED))
                : Hand.form() + "&Identity=new-0001&Details.Message=x&" + hook + "&" + credential + "&FactorSid="
                        + hand.sid();
        return switch (caller) {
            case 0 -> rig.as(Rig.ANA, method, path, form).brief();
            case 1 -> rig.as("token", token.text("token"), method, path, form).brief();
            default -> hand.ask(method, path, form).brief();
        };
    }

    @Test
    void anotherPhoneOfTheSamePersonIsNotThere() {
        Hand mine = Hand.enrolled(rig, ana);
        Hand other = Hand.enrolled(rig, ana);
        String challenge = other.challenge();
        String answer = "AuthPayload="
                + Hand.does(() -> other.phone().sign(other.phone().show(challenge), Status.APPROVED));
        String path = ana + "/Challenges/" + challenge;
        for (Answer no : List.of(
                mine.ask("GET", other.path(), ""),
                mine.ask("POST", other.path(), "FriendlyName=x"),
                mine.ask("POST", other.path(), "AuthPayload=AAAA"),
                mine.ask("DELETE", other.path(), ""),
                mine.ask("GET", path, ""),
                mine.ask("POST", path, answer),
                mine.ask("GET", ana + "/Challenges?FactorSid=" + other.sid(), ""),
                mine.ask("GET", ana + "/Factors/YF" + "0".repeat(32), ""))) {
            assertThat(no.brief()).isEqualTo("404 20404");
            assertThat(no.text("message"))
                    .startsWith("The requested resource /Services/")
                    .endsWith(" was not found");
        }
        assertThat(rig.get(path).text("status")).isEqualTo("pending");
        assertThat(rig.get(other.path()).text("friendly_name")).isEqualTo("A phone");
    }

    @Test
    void aPhonesListsAreItsOwn() {
        Hand mine = Hand.enrolled(rig, ana);
        Hand other = Hand.enrolled(rig, ana);
        rig.enrol(ana);
        String first = mine.challenge();
        other.challenge();
        rig.seconds(1);
        String second = mine.challenge();
        assertThat(mine.ask("GET", ana + "/Factors", "").sids("factors")).containsExactly(mine.sid());
        assertThat(mine.ask("GET", ana + "/Challenges", "").sids("challenges")).containsExactly(first, second);
        Answer page = mine.ask("GET", ana + "/Challenges?PageSize=1&Order=desc&FactorSid=" + mine.sid(), "");
        assertThat(page.sids("challenges")).containsExactly(second);
        String next = String.valueOf(page.link("next_page_url")).substring(Rig.BASE.length());
        assertThat(mine.ask("GET", next, "").sids("challenges")).containsExactly(first);
        assertThat(other.ask("GET", next, "").brief()).isEqualTo("404 20404");
        assertThat(rig.get(ana + "/Challenges").sids("challenges")).hasSize(3);
        assertThat(mine.ask("GET", ana + "/Factors?PageSize=1", "").link("next_page_url"))
                .isNull();
    }

    @Test
    void aPhoneIsUnknownAnywhereButWithItsPerson() {
        Hand hand = Hand.enrolled(rig, ana);
        String other = rig.service();
        for (String path : List.of(
                service + "/Entities/bob-0001/Factors",
                service + "/Entities/ANA-0001/Factors",
                other + "/Entities/ana-0001/Factors",
                "/v2/Services/VA" + "0".repeat(32) + "/Entities/ana-0001/Factors",
                "/v2/Services/x/Entities/ana-0001/Factors",
                service + "/Entities/x/Factors",
                service,
                service + "/Nothing",
                ana + "/Nothing",
                "/v2/Nothing",
                "/")) {
            assertThat(hand.ask("GET", path, "").brief()).as(path).isEqualTo("401 20003");
        }
    }

    @Test
    void beforeAnythingIsLookedForItIsKnownWhoMayAsk() {
        Hand hand = Hand.enrolled(rig, ana);
        String token = Hand.token(rig, ana);
        assertThat(hand.ask("POST", ana + "/Challenges", "x=%zz").brief()).isEqualTo(NO);
        assertThat(hand.ask("POST", ana + "/Factors", "").brief()).isEqualTo(NO);
        assertThat(hand.ask("PUT", ana + "/Factors", "").brief()).isEqualTo("405 20004");
        assertThat(rig.as("token", token, "PUT", ana + "/Factors", "").brief()).isEqualTo("405 20004");
        assertThat(rig.as("token", token, "GET", "/v2/Nothing", "").brief()).isEqualTo("404 20404");
        assertThat(rig.as("token", token, "GET", "/v2/Services/x", "").brief()).isEqualTo(NO);
        assertThat(rig.as("token", token, "DELETE", ana + "/Factors/YF" + "0".repeat(32), "")
                        .brief())
                .isEqualTo(NO);
        assertThat(rig.as("token", token, "GET", "/v2/Services?PageSize=x", "").brief())
                .isEqualTo(NO);
    }

    @Test
    void aMissingServiceIsMissedBeforeABadParameterAndThatBeforeAnotherPerson() {
        String token = Hand.token(rig, ana);
        String nowhere = "/v2/Services/VA" + "0".repeat(32) + "/Entities/ana-0001/Factors";
        String bobs = service + "/Entities/bob-0001/Factors";
        for (String form :
                List.of("", "x=%zz", Hand.form(), Hand.form() + "&Binding.PublicKey=AAAA", "FactorType=totp")) {
            assertThat(rig.as("token", token, "POST", nowhere, form).brief())
                    .as(form)
                    .isEqualTo("404 20404");
        }
        assertThat(rig.as("token", token, "POST", bobs, "").brief()).isEqualTo("400 60306");
        assertThat(rig.as("token", token, "POST", bobs, "x=%zz").brief()).isEqualTo("400 60306");
        assertThat(rig.as("token", token, "POST", bobs, Hand.form() + "&Binding.PublicKey=AAAA")
                        .brief())
                .isEqualTo("400 60314");
        assertThat(rig.as("token", token, "POST", bobs, Hand.form()).brief()).isEqualTo("403 60313");
        assertThat(rig.as("token", token, "POST", bobs.replace("bob-0001", "x"), Hand.form())
                        .brief())
                .isEqualTo("400 60306");
    }

    @Test
    void aSpentTokenIsRefusedBeforeWhatItsFactorWouldMeet() {
        Hand hand = Hand.created(rig, ana);
        String token = Hand.token(rig, ana);
        rig.as("token", token, "POST", ana + "/Factors", Hand.form());
        assertThat(rig.as("token", token, "POST", ana + "/Factors", Hand.form(hand.key()))
                        .brief())
                .isEqualTo("403 60313");
        assertThat(rig.as("token", token, "GET", ana + "/Factors", "").brief()).isEqualTo(NO);
    }
}
