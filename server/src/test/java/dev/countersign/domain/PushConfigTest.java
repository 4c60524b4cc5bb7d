package dev.countersign.domain;

import static dev.countersign.domain.Sample.no;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.PushConfig.Platform;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a device is reached: a platform never stands without its token, nor a token without its platform. */
class PushConfigTest {
    private static final PushConfig FCM = PushConfig.of("1.0", "com.example", Platform.FCM, "t-1");
    private static final PushConfig NONE = PushConfig.of("1.0", "com.example", Platform.NONE, null);

    @ParameterizedTest
    @EnumSource(
            value = Platform.class,
            names = {"APN", "FCM"})
    void aPlatformNeedsAToken(Platform platform) {
        assertThat(no(() -> PushConfig.of("1", "a", platform, null))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(PushConfig.of("1", "a", platform, "t").token()).isEqualTo("t");
    }

    @Test
    void whereThereIsNoPlatformThereIsNoToken() {
        assertThat(NONE.token()).isNull();
        assertThat(PushConfig.of("1.0", "com.example", Platform.NONE, "left over"))
                .isEqualTo(NONE);
    }

    @Test
    void whatIsNotChangedStays() {
        assertThat(FCM.with(null, null, null, null)).isEqualTo(FCM);
        assertThat(NONE.with(null, null, null, null)).isEqualTo(NONE);
        assertThat(FCM.with("2.0", null, null, null))
                .isEqualTo(new PushConfig("2.0", "com.example", Platform.FCM, "t-1"));
        assertThat(FCM.with(null, "org.example", null, null))
                .isEqualTo(new PushConfig("1.0", "org.example", Platform.FCM, "t-1"));
        assertThat(FCM.with(null, null, null, "t-2"))
                .isEqualTo(new PushConfig("1.0", "com.example", Platform.FCM, "t-2"));
    }

    /** From which platform to which, with which token, and what comes of it; null for a refusal. */
    static Stream<Arguments> moves() {
        return Stream.of(
                move(FCM, Platform.FCM, null, "t-1"),
                move(FCM, Platform.FCM, "t-2", "t-2"),
                move(FCM, Platform.APN, "t-2", "t-2"),
                move(FCM, Platform.APN, null, null),
                move(NONE, Platform.APN, null, null),
                move(NONE, Platform.FCM, "t-2", "t-2"));
    }

    private static Arguments move(PushConfig from, Platform to, @Nullable String token, @Nullable String then) {
        return Arguments.of(from, to, token, then);
    }

    @ParameterizedTest
    @MethodSource("moves")
    void aTokenIsGoodOnThePlatformItCameFromOnly(
            PushConfig from, Platform to, @Nullable String token, @Nullable String then) {
        if (then == null) {
            assertThat(no(() -> from.with(null, null, to, token))).isEqualTo(Refusal.INVALID_PARAMETER);
        } else {
            assertThat(from.with(null, null, to, token))
                    .isEqualTo(new PushConfig(from.sdkVersion(), from.appId(), to, then));
        }
    }

    @Test
    void whoeverLeavesThePlatformLeavesTheTokenBehind() {
        PushConfig left = FCM.with(null, null, Platform.NONE, null);
        assertThat(left).isEqualTo(NONE);
        assertThat(no(() -> left.with(null, null, Platform.FCM, null))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(FCM.with(null, null, Platform.NONE, "t-2").token()).isNull();
        assertThat(NONE.with(null, null, null, "t-2").token()).isNull();
    }

    @Test
    void eachPlatformIsKnownByAWord() {
        assertThat(Stream.of(Platform.values()).map(Platform::word)).containsExactly("apn", "fcm", "webpush", "none");
    }
}
