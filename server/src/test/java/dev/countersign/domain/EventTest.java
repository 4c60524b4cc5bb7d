package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTest {
    private static final Sid.Id ID = new Sid.Id(NOW.toEpochMilli() << 16 | 0xFFFF, -1);
    private static final String UUID = "019b76da-a8fa-7fff-bfff-ffffffffffff";

    private static final Map<String, String> NAMES = map(
            "uuid", UUID,
            "type", "factor.created",
            "account_sid", "AC00000000000000000000000000000001",
            "service_sid", "VA00000000000000000000000000000002",
            "entity_identity", "ana-0001",
            "factor_sid", "YF019b76daa8fa00000000000000000004",
            "factor_type", "totp");

    @Test
    void ofAFactorTheFirstVersionTellsNamesAndTheSecondWhatIsKnown() {
        Event created = new Event(Event.Type.FACTOR_CREATED, ID, Sample.unverified(), null);
        assertThat(read(created.body(Webhook.Version.V1))).containsExactlyEntriesOf(NAMES);
        assertThat(read(created.body(Webhook.Version.V2)))
                .containsExactlyEntriesOf(and(NAMES, "factor_friendly_name", "Ana's phone"));
    }

    @Test
    void ofAChallengeTheSecondVersionTellsWhatWasAskedAndWhatCameWithTheAnswer() {
        Challenge approved = Sample.challenge(NOW, NOW.plusSeconds(300), new Challenge.State.Pending(0))
                .answered(Challenge.Answer.APPROVED, "{\"os\":\"ö+%&=\"}", NOW.plusSeconds(9));
        Event event = new Event(Event.Type.CHALLENGE_APPROVED, ID, noted("{\"a\":\"b c\"}"), approved);
        Map<String, String> names = and(NAMES, "type", "challenge.approved", "factor_type", "push");
        String challenge = "YC019b76daa8fa00000000000000000005";
        assertThat(read(event.body(Webhook.Version.V1)))
                .containsExactlyEntriesOf(and(names, "challenge_sid", challenge));
        assertThat(read(event.body(Webhook.Version.V2)))
                .containsExactlyEntriesOf(and(
                        names,
                        "factor_friendly_name",
                        "Ana’s phone",
                        "factor_metadata",
                        "{\"a\":\"b c\"}",
                        "challenge_sid",
                        challenge,
                        "challenge_details",
                        "{\"message\":\"hello\"}",
                        "challenge_hidden_details",
                        "{\"ip\":\"::1\"}",
                        "challenge_metadata",
                        "{\"os\":\"ö+%&=\"}",
                        "challenge_creation_date",
                        "2026-01-01T00:00:00Z",
                        "challenge_expiration_date",
                        "2026-01-01T00:05:00Z"));
    }

    /** As the protocol's worked example is encoded: UTF-8, and a space is a plus. */
    @Test
    void theBodyIsAFormInUtf8() {
        Event event = new Event(Event.Type.FACTOR_VERIFIED, ID, noted("{\"a\":\"b c\"}"), null);
        assertThat(event.body(Webhook.Version.V2))
                .startsWith("uuid=" + UUID + "&type=factor.verified&account_sid=AC")
                .endsWith("&factor_type=push&factor_friendly_name=Ana%E2%80%99s+phone"
                        + "&factor_metadata=%7B%22a%22%3A%22b+c%22%7D");
    }

    @ParameterizedTest
    @EnumSource
    void neitherVersionTellsASecret(Webhook.Version version) {
        Challenge challenge = Sample.challenge(NOW, NOW.plusSeconds(300), new Challenge.State.Approved(NOW));
        String body = new Event(Event.Type.CHALLENGE_APPROVED, ID, Sample.verified(), challenge).body(version);
        assertThat(read(body).keySet())
                .noneMatch(name -> name.matches(".*(auth_payload|code|seed|secret|token|key).*"));
    }

    // spec RFC 9562 5.7: version 7, variant 10
    @Test
    void anIdIsToldAsAUuidThatSortsByTime() {
        assertThat(Event.uuid(ID)).hasToString(UUID);
        assertThat(Event.uuid(ID).version()).isEqualTo(7);
        assertThat(Event.uuid(ID).variant()).isEqualTo(2);
        assertThat(Event.uuid(new Sid.Id(NOW.toEpochMilli() << 16, 0)))
                .hasToString("019b76da-a8fa-7000-8000-000000000000");
    }

    @Test
    void aWebhookWantsWhatItAskedForWhileItIsEnabled() {
        Event.Type asked = Event.Type.CHALLENGE_DENIED;
        Event.Type other = Event.Type.FACTOR_CREATED;
        assertThat(webhook(List.of(asked), true).wants(asked)).isTrue();
        assertThat(webhook(List.of(asked), true).wants(other)).isFalse();
        assertThat(webhook(List.of(asked), false).wants(asked)).isFalse();
        assertThat(webhook(List.of(), true).wants(other)).isTrue();
        assertThat(webhook(List.of(), false).wants(other)).isFalse();
    }

    private static Webhook webhook(List<Event.Type> types, boolean enabled) {
        return new Webhook(
                new WebhookSid(ID),
                Sample.ANA.service(),
                Sample.ANA.account(),
                "prod",
                types,
                "https://backend.example.com/hooks",
                enabled,
                Webhook.Version.V2,
                NOW);
    }

    private static Factor noted(String metadata) {
        Factor push = Sample.push(NOW, 4);
        return new Factor(
                push.sid(), push.person(), push.entity(), "Ana’s phone", true, metadata, push.kind(), push.updated());
    }

    private static Map<String, String> read(String body) {
        Map<String, String> read = new LinkedHashMap<>();
        Arrays.stream(body.split("&", -1)).map(pair -> pair.split("=", -1)).forEach(pair -> {
            assertThat(pair).hasSize(2);
            assertThat(read.put(decode(pair[0]), decode(pair[1]))).isNull();
        });
        return read;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> map(String... namesAndValues) {
        return and(Map.of(), namesAndValues);
    }

    private static Map<String, String> and(Map<String, String> names, String... namesAndValues) {
        Map<String, String> all = new LinkedHashMap<>(names);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }
}
