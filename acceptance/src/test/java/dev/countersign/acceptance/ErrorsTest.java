package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every no is the protocol's error, whoever says it: the application, the router or the engine below. */
class ErrorsTest {
    private static final String NOBODY = "0".repeat(32);

    private final Api api = Product.shared().api();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v2",
                "/v2/",
                "/v2/Nonsense",
                "/v2/Services/",
                "/v2/Services/VA1",
                "/v2/services",
                "/v1/Services",
                "/v2/Services/VA" + "00000000000000000000000000000000/Webhooks",
                "/v2/Services/VA" + "00000000000000000000000000000000/VerificationCheck",
                "/v2/Forms/form-push",
                "/admin",
                "/index.html"
            })
    void anUnknownRouteIs404WithThePathWithoutItsVersion(String path) {
        assertThat(api.get(path).mustBe(404, 20404).text("message"))
                .isEqualTo("The requested resource " + (path.startsWith("/v2/") ? path.substring(3) : path)
                        + " was not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void aMethodThatAResourceDoesNotHaveIs405AndSaysWhichItHas(String method) {
        Answer answer = api.ask(method, "/v2/Services", "").mustBe(405, 20004);

        assertThat(String.valueOf(answer.header("Allow")).split(", "))
                .containsExactlyInAnyOrder("GET", "POST", "OPTIONS");
    }

    @Test
    void everythingWithoutCredentialsIs401WhetherItExistsOrNot() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        List<String> paths = List.of(
                "/v2/Services",
                "/v2/Services/" + person.service(),
                "/v2/Services/" + person.service() + "/Entities",
                person.path(),
                person.path() + "/Factors",
                person.factorPath(),
                person.challenges(),
                person.challenge(challenge),
                "/v2/Nonsense",
                "/");
        for (String path : paths) {
            for (String method : List.of("GET", "POST", "DELETE", "PUT", "PATCH")) {
                for (String authorization : List.of(
                        "",
                        "Basic",
                        "Basic !!",
                        "Basic bm9jb2xvbg==",
                        "Bearer x",
                        api.as("AC" + NOBODY, api.password()).authorization(),
                        api.as(api.user(), "").authorization(),
                        api.as(api.user(), api.password() + "x").authorization(),
                        api.as("SK" + NOBODY, api.password()).authorization(),
                        api.as("token", "eyJ.eyJ.x").authorization())) {
                    Answer answer = unauthenticated(method, path, authorization);
                    assertThat(answer.status())
                            .as("%s %s %s", method, path, authorization)
                            .isEqualTo(401);
                }
            }
        }
    }

    private Answer unauthenticated(String method, String path, String authorization) {
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(
                        api.base().resolve(path))
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return Api.send(request.build()).lawful();
    }

    @Test
    void a401SaysHowToComeInAndWhatTimeItIs() {
        Answer answer = unauthenticated("GET", "/v2/Services", "").mustBe(401, 20003);

        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=\"");
        assertThat(answer.header("Date")).isNotNull();
        assertThat(answer.text("message")).isEqualTo("Authenticate");
    }

    @Test
    void anotherAccountsThingsLookExactlyLikeMissingOnes() {
        Launcher.Ran created = Product.shared().administer("account", "create", "--name", "other");
        Api other = api.as(created.value("Account SID"), created.value("Auth token"));
        Person theirs = Person.enrolled(other);
        String challenge = theirs.challenged().mustBe(201).sid();
        other.get(theirs.challenge(challenge)).mustBe(200);
        String service = theirs.service();
        String mine = api.service();

        record Tried(String method, String path, String missing, String body) {}
        List<Tried> all = new ArrayList<>();
        String none = "VA" + NOBODY;
        for (String below : List.of(
                "", "/Entities", "/Entities/" + theirs.identity(), "/Entities/" + theirs.identity() + "/Factors")) {
            all.add(new Tried("GET", "/v2/Services/" + service + below, "/v2/Services/" + none + below, ""));
        }
        String person = "/Entities/" + theirs.identity();
        all.add(new Tried("POST", "/v2/Services/" + service, "/v2/Services/" + none, "FriendlyName=mine"));
        all.add(new Tried("DELETE", "/v2/Services/" + service, "/v2/Services/" + none, ""));
        all.add(new Tried("DELETE", "/v2/Services/" + service + person, "/v2/Services/" + none + person, ""));
        all.add(new Tried(
                "POST",
                "/v2/Services/" + service + person + "/Challenges",
                "/v2/Services/" + none + person + "/Challenges",
                "FactorSid=" + theirs.factor()));
        all.add(new Tried(
                "POST",
                "/v2/Services/" + service + person + "/Factors",
                "/v2/Services/" + none + person + "/Factors",
                "nothing=right"));
        all.add(new Tried("POST", theirs.challenge(challenge), theirs.challenge("YC" + NOBODY), "AuthPayload=123456"));
        all.add(new Tried("GET", theirs.challenge(challenge), theirs.challenge("YC" + NOBODY), ""));
        all.add(new Tried("GET", theirs.factorPath(), theirs.path() + "/Factors/YF" + NOBODY, ""));
        // Under a Service of one's own, with SIDs that somebody else has.
        String own = "/v2/Services/" + mine + person;
        all.add(new Tried("GET", own + "/Factors/" + theirs.factor(), own + "/Factors/YF" + NOBODY, ""));
        all.add(new Tried("GET", own + "/Challenges/" + challenge, own + "/Challenges/YC" + NOBODY, ""));
        for (Tried t : all) {
            Answer foreign = api.ask(t.method(), t.path(), t.body()).mustBe(404, 20404);
            Answer missing = api.ask(t.method(), t.missing(), t.body()).mustBe(404, 20404);
            assertThat(foreign.body().replace(t.path().substring(3), "PATH"))
                    .as(t.method() + " " + t.path())
                    .isEqualTo(missing.body().replace(t.missing().substring(3), "PATH"));
        }
        assertThat(theirs.status(challenge)).as("untouched").isEqualTo("pending");
        assertThat(other.get("/v2/Services/" + service).text("friendly_name")).isEqualTo("Acceptance");
    }

    @Test
    void anIdentityThatIsNoneIsABadRequest() {
        String service = api.service();

        for (String identity :
                List.of("short-7", "a".repeat(65), "with_underscore", "with%20space", "%C3%A4%C3%B6%C3%BC-12345")) {
            api.get("/v2/Services/" + service + "/Entities/" + identity).mustBe(400, 60306);
        }
        for (String identity : List.of("", "short-7", "a".repeat(65), "with_underscore", "jane@example.com")) {
            api.post("/v2/Services/" + service + "/Entities", "Identity", identity)
                    .mustBe(400, 60306);
        }
    }

    @Test
    void aServicesParametersAreRefusedByACodeOfTheirOwn() {
        for (String[] bad : new String[][] {
            {"FriendlyName", ""},
            {"FriendlyName", "x".repeat(33)},
            {"FriendlyName", "x", "CodeLength", "3"},
            {"FriendlyName", "x", "CodeLength", "eleven"},
            {"FriendlyName", "x", "LookupEnabled", "yes"},
            {"FriendlyName", "x", "Totp.TimeStep", "19"},
            {"FriendlyName", "x", "Totp.TimeStep", "61"},
            {"FriendlyName", "x", "Totp.Skew", "3"},
            {"FriendlyName", "x", "Totp.CodeLength", "2"},
            {"FriendlyName", "x", "Push.ApnCredentialSid", "CR" + NOBODY},
            {"FriendlyName", "x", "Push.FcmCredentialSid", "CR" + NOBODY},
            {"FriendlyName", "x", "Passkeys.UserVerification", "always"}
        }) {
            Answer answer = api.post("/v2/Services", bad).mustBe(400, 60200);
            assertThat(answer.text("message")).startsWith("Invalid parameter: ").contains(bad[bad.length - 2]);
        }
        api.post("/v2/Services").mustBe(400, 60200);
    }

    @Test
    void aFactorsParametersAreRefusedByTheirNames() {
        String path = "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors";

        for (String[] bad : new String[][] {
            {"FactorType", "totp"},
            {"FriendlyName", "x"},
            {"FriendlyName", "x", "FactorType", "sms"},
            {"FriendlyName", "x", "FactorType", "passkeys"},
            {"FactorType", "totp", "FriendlyName", "x".repeat(65)},
            {"FactorType", "totp", "FriendlyName", "x", "Config.Alg", "md5"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.TimeStep", "19"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.Skew", "3"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.CodeLength", "9"},
            {"FactorType", "totp", "FriendlyName", "x", "Metadata", "{\"a\":1}"}
        }) {
            api.post(path, bad).mustBe(400, 60306);
        }
        api.get("/v2/Services/" + api.service() + "/Entities/somebody-1").mustBe(404, 20404);
    }

    @Test
    void malformedEscapesInAFormAreABadRequest() {
        for (String body :
                List.of("FriendlyName=%", "FriendlyName=%zz", "FriendlyName=%C3", "%=x", "FriendlyName=%ff%fe")) {
            Answer answer = api.ask("POST", "/v2/Services", body);
            assertThat(answer.status()).as(body + " " + answer).isEqualTo(400);
        }
        for (String query : List.of("PageSize=%25", "Status=%FF", "PageToken=%C3%28")) {
            Person person = Person.unverified(api, api.service());
            assertThat(api.get(person.challenges() + "?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }
}
