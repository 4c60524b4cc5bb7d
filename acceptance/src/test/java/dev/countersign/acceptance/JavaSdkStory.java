package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.twilio.exception.ApiException;
import com.twilio.rest.verify.v2.Service;
import com.twilio.rest.verify.v2.service.Entity;
import com.twilio.rest.verify.v2.service.entity.Challenge;
import com.twilio.rest.verify.v2.service.entity.Factor;
import com.twilio.rest.verify.v2.service.entity.NewFactor;
import dev.countersign.testkit.Authenticator;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every operation through the Java SDK. */
abstract class JavaSdkStory extends JavaSdkPush {
    @Test
    void aServiceIsCreatedFetchedUpdatedListedAndDeleted() {
        Service created = Service.creator("Acme login")
                .setTotpIssuer("Acme & Co")
                .setTotpSkew(0)
                .setTotpTimeStep(60)
                .setTotpCodeLength(8)
                .setLookupEnabled(true)
                .setPushIncludeDate(true)
                .setPasskeysRelyingPartyOrigins("https://a.example.com,https://b.example.com")
                .create(client());

        assertThat(created.getSid()).matches("^VA[0-9a-f]{32}$");
        assertThat(created.getAccountSid()).isEqualTo(api().user());
        assertThat(created.getTotp())
                .isEqualTo(Map.of("issuer", "Acme & Co", "skew", 0, "time_step", 60, "code_length", 8));
        assertThat(created.getCodeLength()).isEqualTo(6);
        assertThat(created.getLookupEnabled()).isTrue();
        assertThat(created.getLinks()).containsKeys("entities", "webhooks", "access_tokens");
        assertThat(created.getUrl()).asString().startsWith(api().base().toString());

        Service fetched = Service.fetcher(created.getSid()).fetch(client());
        assertThat(fetched).isEqualTo(created);

        Service updated = Service.updater(created.getSid())
                .setFriendlyName("Acme again")
                .setTotpSkew(2)
                .update(client());
        assertThat(updated.getFriendlyName()).isEqualTo("Acme again");
        assertThat(updated.getTotp())
                .as("what is not mentioned stays")
                .isEqualTo(Map.of("issuer", "Acme & Co", "skew", 2, "time_step", 60, "code_length", 8));

        assertThat(Service.reader().pageSize(1000).read(client()))
                .extracting(Service::getSid)
                .contains(created.getSid());

        assertThat(Service.deleter(created.getSid()).delete(client())).isTrue();
        mustBeMissing(catchThrowableOfType(
                ApiException.class, () -> Service.fetcher(created.getSid()).fetch(client())));
    }

    @Test
    void anEntityIsCreatedFetchedListedAndDeleted() {
        String service = service();
        String identity = somebody();

        Entity created = Entity.creator(service, identity).create(client());

        assertThat(created.getSid()).matches("^YE[0-9a-f]{32}$");
        assertThat(created.getIdentity()).isEqualTo(identity);
        assertThat(created.getLinks()).containsOnlyKeys("factors", "new_factors", "challenges");
        assertThat(Entity.fetcher(service, identity).fetch(client())).isEqualTo(created);
        assertThat(Entity.reader(service).read(client()))
                .extracting(Entity::getSid)
                .containsExactly(created.getSid());
        ApiException twice = catchThrowableOfType(
                ApiException.class, () -> Entity.creator(service, identity).create(client()));
        assertThat(twice.getCode()).isEqualTo(60301);
        assertThat(twice.getStatusCode()).isEqualTo(409);
        assertThat(Entity.deleter(service, identity).delete(client())).isTrue();
        mustBeMissing(catchThrowableOfType(
                ApiException.class, () -> Entity.fetcher(service, identity).fetch(client())));
    }

    @Test
    void aFactorIsCreatedVerifiedRenamedListedAndDeletedAndItsPersonAppearsWithIt() {
        String service = service();
        String identity = somebody();

        NewFactor created = newFactor(service, identity);

        assertThat(created.getSid()).matches("^YF[0-9a-f]{32}$");
        assertThat(created.getStatus()).isEqualTo(NewFactor.FactorStatuses.UNVERIFIED);
        assertThat(created.getFactorType()).isEqualTo(NewFactor.FactorTypes.TOTP);
        assertThat(created.getConfig()).isEqualTo(Map.of("alg", "sha1", "skew", 2, "code_length", 6, "time_step", 30));
        assertThat(created.getMetadata()).isNull();
        Authenticator app = app(created);
        assertThat(app.account()).isEqualTo("Ana's phone");
        assertThat(app.issuer()).isEqualTo("Acceptance");
        assertThat(Entity.fetcher(service, identity).fetch(client()).getSid()).isEqualTo(created.getEntitySid());

        Factor wrong = Factor.updater(service, identity, created.getSid())
                .setAuthPayload(app.wrongCode(api().now()))
                .update(client());
        assertThat(wrong.getStatus()).isEqualTo(Factor.FactorStatuses.UNVERIFIED);
        Factor verified = Factor.updater(service, identity, created.getSid())
                .setAuthPayload(app.code(api().now()))
                .setFriendlyName("Ana's new phone")
                .update(client());
        assertThat(verified.getStatus()).isEqualTo(Factor.FactorStatuses.VERIFIED);
        assertThat(verified.getFriendlyName()).isEqualTo("Ana's new phone");

        Factor fetched = Factor.fetcher(service, identity, created.getSid()).fetch(client());
        assertThat(fetched).isEqualTo(verified);
        assertThat(Factor.reader(service, identity).read(client()))
                .extracting(Factor::getSid)
                .containsExactly(created.getSid());
        assertThat(Factor.deleter(service, identity, created.getSid()).delete(client()))
                .isTrue();
        mustBeMissing(catchThrowableOfType(ApiException.class, () -> Factor.fetcher(service, identity, created.getSid())
                .fetch(client())));
    }

    @Test
    void aSeedThatIsBroughtAlongAndASetOfItsOwnSettingsAreKept() {
        String secret = Authenticator.base32(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

        NewFactor created = NewFactor.creator(service(), somebody(), "Ana's token", NewFactor.FactorTypes.TOTP)
                .setBindingSecret(secret)
                .setConfigAlg(NewFactor.TotpAlgorithms.SHA512)
                .setConfigCodeLength(8)
                .setConfigTimeStep(60)
                .setConfigSkew(0)
                .setMetadata("{\"os\":\"none\"}")
                .create(client());

        assertThat(((Map<?, ?>) created.getBinding()).get("secret")).isEqualTo(secret);
        assertThat(created.getConfig())
                .isEqualTo(Map.of("alg", "sha512", "skew", 0, "code_length", 8, "time_step", 60));
        assertThat(created.getMetadata()).isEqualTo(Map.of("os", "none"));
        assertThat(app(created).algorithm()).isEqualTo("SHA512");
    }

    @Test
    void aChallengeCreatedWithTheRightCodeIsApprovedAndWithAWrongOnePending() {
        Enrolled e = enrolled(service());

        Challenge wrong = Challenge.creator(e.service(), e.identity(), e.factor())
                .setAuthPayload(e.app().wrongCode(api().now()))
                .create(client());
        Challenge right = Challenge.creator(e.service(), e.identity(), e.factor())
                .setAuthPayload(e.app().code(api().now()))
                .create(client());

        assertThat(wrong.getStatus()).isEqualTo(Challenge.ChallengeStatuses.PENDING);
        assertThat(wrong.getDateResponded()).isNull();
        assertThat(right.getStatus()).isEqualTo(Challenge.ChallengeStatuses.APPROVED);
        assertThat(right.getDateResponded()).isEqualTo(right.getDateUpdated());
    }

    @Test
    void aChallengeKeepsWhatItWasCreatedWithAndIsAnsweredByACode() {
        Enrolled e = enrolled(service());
        ZonedDateTime ends = ZonedDateTime.ofInstant(api().now(), ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .plusMinutes(20);

        Challenge created = Challenge.creator(e.service(), e.identity(), e.factor())
                .setDetailsMessage("Login request")
                .setDetailsFields(List.of(
                        Map.of("label", "Action", "value", "Sign in"), Map.of("label", "Where", "value", "Zürich")))
                .setHiddenDetails(Map.of("ip", "172.168.1.234"))
                .setExpirationDate(ends)
                .create(client());

        assertThat(created.getSid()).matches("^YC[0-9a-f]{32}$");
        assertThat(created.getStatus()).isEqualTo(Challenge.ChallengeStatuses.PENDING);
        assertThat(created.getRespondedReason()).isEqualTo(Challenge.ChallengeReasons.NONE);
        assertThat(created.getFactorType()).isEqualTo(Challenge.FactorTypes.TOTP);
        assertThat(created.getExpirationDate()).isEqualTo(ends);
        assertThat(created.getDateResponded()).isNull();
        assertThat(created.getMetadata()).isNull();
        assertThat(created.getHiddenDetails()).isEqualTo(Map.of("ip", "172.168.1.234"));
        assertThat(created.getDetails())
                .isEqualTo(Map.of(
                        "message",
                        "Login request",
                        "fields",
                        List.of(
                                Map.of("label", "Action", "value", "Sign in"),
                                Map.of("label", "Where", "value", "Zürich"))));
        assertThat(created.getLinks()).containsOnlyKeys("notifications");

        Challenge answered = Challenge.updater(e.service(), e.identity(), created.getSid())
                .setAuthPayload(e.app().code(api().now()))
                .setMetadata(Map.of("session", "s-1"))
                .update(client());
        assertThat(answered.getStatus()).isEqualTo(Challenge.ChallengeStatuses.APPROVED);
        assertThat(answered.getMetadata()).isEqualTo(Map.of("session", "s-1"));
        assertThat(Challenge.fetcher(e.service(), e.identity(), created.getSid())
                        .fetch(client()))
                .isEqualTo(answered);
        ApiException again = catchThrowableOfType(
                ApiException.class, () -> Challenge.updater(e.service(), e.identity(), created.getSid())
                        .setAuthPayload("000000")
                        .update(client()));
        assertThat(again.getCode()).isEqualTo(60322);
        assertThat(again.getStatusCode()).isEqualTo(403);
    }

    @Test
    void withoutAnExpirationDateAChallengeLivesFiveMinutes() {
        Challenge created = challenge(enrolled(service()));

        assertThat(Duration.between(created.getDateCreated(), created.getExpirationDate()))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(created.getDetails()).isNull();
        assertThat(created.getHiddenDetails()).isNull();
    }

    @Test
    void anErrorSaysItsCodeItsStatusAndWhereToReadMore() {
        Enrolled e = enrolled(service());

        ApiException invalid =
                catchThrowableOfType(ApiException.class, () -> Challenge.creator(e.service(), e.identity(), "YF1")
                        .create(client()));
        assertThat(invalid.getCode()).isEqualTo(60306);
        assertThat(invalid.getStatusCode()).isEqualTo(400);
        assertThat(invalid.getMoreInfo()).isEqualTo("https://www.twilio.com/docs/errors/60306");
        assertThat(invalid.getDetails()).isNull();
        assertThat(invalid).hasMessageContaining("FactorSid");

        mustBeMissing(catchThrowableOfType(
                ApiException.class, () -> Challenge.fetcher(e.service(), e.identity(), "YC" + "0".repeat(32))
                        .fetch(client())));

        NewFactor unverified = newFactor(e.service(), e.identity());
        ApiException early = catchThrowableOfType(
                ApiException.class, () -> Challenge.creator(e.service(), e.identity(), unverified.getSid())
                        .create(client()));
        assertThat(early.getCode()).isEqualTo(60318);
        assertThat(early.getStatusCode()).isEqualTo(403);
    }

    @Test
    void wrongCredentialsAreAnAuthenticationErrorOfTheSdk() {
        Api stranger = api().as(api().user(), "0".repeat(32));

        assertThatThrownBy(() -> Service.reader().read(clientOf(stranger)).iterator())
                .isInstanceOfSatisfying(ApiException.class, x -> {
                    assertThat(x.getStatusCode()).isEqualTo(401);
                    assertThat(x.getCode()).isEqualTo(20003);
                });
    }
}
