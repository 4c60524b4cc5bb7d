package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.phone.Challenge.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SDKs' decoders take and what they stumble over. */
class DecodingTest {
    private static final Factor FACTOR = Factor.read(Members.of(Script.factor("verified")), Habits.PLAIN);

    private static Challenge challenge(String json, Habits habits) {
        return Challenge.read(Members.of(json), List.of(), FACTOR, habits);
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void aWholeChallengeIsRead(Habits habits) {
        Challenge challenge = challenge(Script.challenge(), habits);
        assertThat(challenge.sid()).isEqualTo(Rig.YC);
        assertThat(challenge.status()).isEqualTo(Status.PENDING);
        assertThat(challenge.expires()).isEqualTo("2026-01-01T00:05:00Z");
        assertThat(challenge.details().message()).isEqualTo("Login request");
        assertThat(challenge.details().fields()).containsExactly(new Challenge.Field("Action", "Sign in"));
        assertThat(challenge.details().date()).isNull();
        assertThat(challenge.hidden()).containsEntry("ip", "172.168.1.234");
    }

    @Test
    void whatMayBeMissingMayBeMissing() {
        String json = Script.challenge()
                .replace("\"hidden_details\": {\"ip\": \"172.168.1.234\"},", "")
                .replace(", \"fields\": [{\"label\": \"Action\", \"value\": \"Sign in\"}]", "");
        Challenge challenge = challenge(json, Habits.IOS);
        assertThat(challenge.details().fields()).isEmpty();
        assertThat(challenge.hidden()).isNull();
    }

    @Test
    void aDateAmongTheDetailsIsReadAndNullIsNone() {
        String json = Script.challenge();
        String with = json.replace("\"message\": ", "\"date\": \"2026-01-01T00:00:00Z\", \"message\": ");
        assertThat(challenge(with, Habits.ANDROID).details().date()).isEqualTo(Rig.NOW);
        String none = json.replace("\"message\": ", "\"date\": null, \"message\": ");
        assertThatThrownBy(() -> challenge(none, Habits.ANDROID)).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:05:00.000Z",
                "2026-01-01T00:05:00+00:00",
                "2026-01-01T00:05:00",
                "2026-02-30T00:05:00Z",
                "2026-01-01",
                ""
            })
    void aDateOfAnotherShapeIsUnusable(String date) {
        String json = Script.challenge().replace("2026-01-01T00:05:00Z", date);
        assertThatThrownBy(() -> challenge(json, Habits.IOS))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("expiration_date");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sid\": |\"side\": ",
                "\"factor_sid\": |\"factor\": ",
                "\"factor_sid\": \"YF0|\"factor_sid\": \"YF1",
                "\"status\": |\"state\": ",
                "\"date_created\": |\"created\": ",
                "\"date_updated\": |\"updated\": ",
                "\"expiration_date\": |\"expires\": ",
                "\"details\": {|\"details\": null, \"x\": {",
                "\"message\": \"Login request\"|\"message\": null",
                "\"label\": |\"name\": ",
                "{\"label\": \"Action\", \"value\": \"Sign in\"}|null",
                "\"172.168.1.234\"|172",
                "\"172.168.1.234\"|null",
                "{\"ip\": \"172.168.1.234\"}|[]",
                "\"metadata\": null|\"sid\": null"
            })
    void aChallengeWithoutWhatTheSdksNeedIsUnusable(String change) {
        String[] fromTo = change.split("\\|", -1);
        String json = Script.challenge().replace(fromTo[0], fromTo[1]);
        assertThat(json).isNotEqualTo(Script.challenge());
        assertThatThrownBy(() -> challenge(json, Habits.ANDROID)).isInstanceOf(Unusable.class);
        assertThatThrownBy(() -> challenge(json, Habits.IOS)).isInstanceOf(Unusable.class);
    }

    @Test
    void anUnknownStatusIsExpiredToAndroidAndUnusableToIos() {
        assertThat(challenge(Script.challenge("held"), Habits.ANDROID).status()).isEqualTo(Status.EXPIRED);
        assertThatThrownBy(() -> challenge(Script.challenge("held"), Habits.IOS))
                .isInstanceOf(Unusable.class);
        String factor = Script.factor("held");
        assertThat(Factor.read(Members.of(factor), Habits.ANDROID).verified()).isFalse();
        assertThatThrownBy(() -> Factor.read(Members.of(factor), Habits.IOS)).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"credential_sid\": |\"key\": ",
                "\"sid\": |\"side\": ",
                "\"friendly_name\": |\"name\": ",
                "\"account_sid\": |\"account\": ",
                "\"status\": |\"state\": ",
                "\"date_created\": \"2026-01-01T00:00:00Z\"|\"date_created\": \"2026-01-01T00:00:00.5Z\"",
                "\"metadata\": null|\"metadata\": {\"n\": 1}",
                "\"config\": {|\"config\": null, \"x\": {"
            })
    void aFactorWithoutWhatTheSdksNeedIsUnusable(String change) {
        String[] fromTo = change.split("\\|", -1);
        String json = Script.factor("verified").replace(fromTo[0], fromTo[1]);
        assertThat(json).isNotEqualTo(Script.factor("verified"));
        assertThatThrownBy(() -> Factor.read(Members.of(json), Habits.ANDROID)).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"code\": 60324, \"message\": \"no\"} | 60324 | 60324 | no",
                "{\"code\": \"60324\", \"message\": \"no\"} | 60324 | 0 | no",
                "{\"code\": 1.5} | 0 | 0 | no message",
                "<html> | 0 | 0 | The server answered 403 and no reason"
            })
    void aRefusalIsReadAsEachSdkReadsIt(String body, int android, int ios, String reason) {
        Transport.Answer answer = new Transport.Answer(403, java.util.Map.of(), body);
        assertThat(Refused.of(answer, Habits.ANDROID).code()).isEqualTo(android);
        Refused refused = Refused.of(answer, Habits.IOS);
        assertThat(refused.code()).isEqualTo(ios);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.reason()).isEqualTo(reason);
    }

    @Test
    void aListNeedsItsArrayAndTwoNumbers() {
        String good = "{\"challenges\": [" + Script.challenge() + "], \"meta\": {\"page\": 0, \"page_size\": 50,"
                + "\"next_page_url\": \"https://x/c?PageSize=2&Page=1&PageToken=a%3Db\", \"previous_page_url\": null}}";
        ChallengeList list = ChallengeList.read(Members.of(good), FACTOR, Habits.PLAIN);
        assertThat(list.challenges()).hasSize(1);
        assertThat(list.pageSize()).isEqualTo(50);
        assertThat(list.next()).isEqualTo("a=b");
        assertThat(list.previous()).isNull();
        for (String bad : List.of(
                good.replace("\"page\": 0", "\"page\": \"0\""),
                good.replace("\"page_size\": 50", "\"size\": 50"),
                good.replace("\"challenges\"", "\"items\""),
                good.replace("\"sid\"", "\"side\""))) {
            assertThatThrownBy(() -> ChallengeList.read(Members.of(bad), FACTOR, Habits.PLAIN))
                    .isInstanceOf(Unusable.class);
        }
    }
}
