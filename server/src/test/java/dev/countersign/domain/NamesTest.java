package dev.countersign.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities and SIDs: what is one, what is none, and how it comes back. */
class NamesTest {
    private static final String HEX = "0123456789abcdef0123456789ABCDEF";

    private static @Nullable String identity(String text) {
        Identity identity = Identity.parse(text);
        return identity == null ? null : identity.text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678",
                "abcdefgh",
                "ABCD-efgh",
                "--------",
                "user-0001",
                "ff483d1ff591898a9942916050d2ca3f",
                "550e8400-e29b-41d4-a716-446655440000"
            })
    void lettersDigitsAndDashesAreAnIdentityAsTheyStand(String text) {
        assertThat(identity(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "abc defgh",
                "abc_defgh",
                "abc.defgh",
                "abc@defgh",
                "abcdéfgh",
                "abcdefg\u0000",
                "abcdefg\u0664",
                "\uD83D\uDE00abcdefgh",
                "abcdefgh\n",
                "abc/defgh",
                "ａｂｃｄｅｆｇｈ"
            })
    void anythingElseIsNone(String text) {
        assertThat(identity(text)).isNull();
    }

    @Test
    void anIdentityHasEightToSixtyFourCharacters() {
        assertThat(identity("a".repeat(7))).isNull();
        assertThat(identity("a".repeat(8))).isNotNull();
        assertThat(identity("a".repeat(64))).isNotNull();
        assertThat(identity("a".repeat(65))).isNull();
    }

    @Test
    void anIdentityOfASidsShapeHasItsTwoLettersInCapitals() {
        assertThat(identity("ye" + HEX)).isEqualTo("YE" + HEX);
        assertThat(identity("yE" + HEX)).isEqualTo("YE" + HEX);
        assertThat(identity("aC" + HEX)).isEqualTo("AC" + HEX);
        assertThat(identity("y1" + HEX)).isEqualTo("y1" + HEX);
        assertThat(identity("ye" + HEX.substring(1))).isEqualTo("ye" + HEX.substring(1));
        assertThat(identity("ye" + HEX + "0")).isEqualTo("ye" + HEX + "0");
        assertThat(identity("ye" + HEX.replace('f', 'g'))).isEqualTo("ye" + HEX.replace('f', 'g'));
        assertThat(identity("ye" + HEX.substring(1) + "-")).startsWith("ye");
    }

    @Test
    void identitiesAreComparedExactlyOtherwise() {
        assertThat(Identity.parse("Ana-0001")).isNotEqualTo(Identity.parse("ana-0001"));
        assertThat(Identity.parse("ye" + HEX)).isEqualTo(Identity.parse("YE" + HEX));
    }

    @Test
    void aSidsHexMayBeOfEitherCaseAndComesBackInSmallLetters() {
        FactorSid sid = Objects.requireNonNull(FactorSid.parse("YF" + HEX));
        assertThat(sid.text()).isEqualTo("YF0123456789abcdef0123456789abcdef").hasToString(sid.toString());
        assertThat(FactorSid.parse(sid.text())).isEqualTo(sid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "YF",
                "yf0123456789abcdef0123456789abcdef",
                "Yf0123456789abcdef0123456789abcdef",
                "YC0123456789abcdef0123456789abcdef",
                "YF0123456789abcdef0123456789abcde",
                "YF0123456789abcdef0123456789abcdef0",
                "YF0123456789abcdef0123456789abcdeg",
                "YF0123456789abcdef0123456789abcde\u0661",
                " YF0123456789abcdef0123456789abcde",
                "YF-123456789abcdef0123456789abcdef",
                "YF+123456789abcdef0123456789abcdef"
            })
    void whatIsNotTwoCapitalsAnd32HexDigitsIsNoSid(String text) {
        assertThat(FactorSid.parse(text)).isNull();
    }

    @Test
    void eachKindHasItsOwnTwoCapitals() {
        Sid.Id id = new Sid.Id(-1, 0);
        String hex = "ffffffffffffffff0000000000000000";
        assertThat(new AccountSid(id)).hasToString("AC" + hex).isEqualTo(AccountSid.parse("AC" + hex));
        assertThat(new ApiKeySid(id)).hasToString("SK" + hex).isEqualTo(ApiKeySid.parse("SK" + hex));
        assertThat(new ServiceSid(id)).hasToString("VA" + hex).isEqualTo(ServiceSid.parse("VA" + hex));
        assertThat(new EntitySid(id)).hasToString("YE" + hex).isEqualTo(EntitySid.parse("YE" + hex));
        assertThat(new FactorSid(id)).hasToString("YF" + hex).isEqualTo(FactorSid.parse("YF" + hex));
        assertThat(new ChallengeSid(id)).hasToString("YC" + hex).isEqualTo(ChallengeSid.parse("YC" + hex));
        assertThat(ChallengeSid.parse("YF" + hex)).isNull();
    }

    @Test
    void aSidTellsWhenItWasDrawnToTheMillisecond() {
        Instant at = Instant.parse("2026-01-01T00:00:00.123Z");
        assertThat(new FactorSid(new Sid.Id(at.toEpochMilli() << 16 | 0xffff, -1)).created())
                .isEqualTo(at);
        Instant far = Instant.parse("9999-12-31T23:59:59.999Z");
        assertThat(new FactorSid(new Sid.Id(far.toEpochMilli() << 16, 0)).created())
                .isEqualTo(far);
    }

    @Test
    void anIdIsSixteenBytesAndComesBackFromThem() {
        Sid.Id id = new Sid.Id(0x0123456789abcdefL, -2);
        assertThat(Sid.Id.of(id.bytes())).isEqualTo(id);
        assertThatThrownBy(() -> Sid.Id.of(new byte[15])).hasMessage("an id has 16 bytes, not 15");
    }
}
