package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static dev.countersign.domain.Sample.no;
import static dev.countersign.domain.Sample.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.PushConfig.Platform;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a push factor does otherwise than one of codes. */
class PushFactorTest {
    private static final Instant LATER = NOW.plusSeconds(5);

    @Test
    void aProofVerifiesIt() {
        Factor f = push(NOW, 4);
        Factor verified = f.verify(true, LATER);
        assertThat(verified.verified()).isTrue();
        assertThat(verified.updated()).isEqualTo(LATER);
        assertThat(verified.push()).isSameAs(f.push());
    }

    @Test
    void aWrongProofIsRefusedHoweverOftenItComes() {
        Factor f = push(NOW, 4);
        for (int i = 0; i < 100; i++) {
            assertThat(no(() -> f.verify(false, LATER))).isEqualTo(Refusal.FACTOR_VERIFICATION_FAILED);
        }
        assertThat(f.verify(true, LATER).verified()).isTrue();
    }

    @Test
    void onceVerifiedNothingTakesItBack() {
        Factor verified = push(NOW, 4).verify(true, NOW);
        assertThat(verified.verify(false, LATER)).isSameAs(verified);
        assertThat(verified.verify(true, LATER)).isSameAs(verified);
    }

    @Test
    void anUnverifiedOneIsNotQuestioned() {
        Factor f = push(NOW, 4);
        assertThat(no(f::mustStand)).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(no(() -> f.challenged(NOW))).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(no(() -> f.verify(true, NOW).mustStand())).isNull();
    }

    @Test
    void itIsQuestionedAsOftenAsAnybodyLikesAndCountsNothing() {
        Factor f = push(NOW, 4).verify(true, NOW);
        assertThat(IntStream.range(0, 1000).mapToObj(_ -> f.challenged(NOW))).allMatch(next -> next.equals(f));
    }

    @Test
    void aChangeKeepsItsKeyAndItsStanding() {
        Factor f = push(NOW, 4).verify(true, NOW);
        PushConfig other = new PushConfig("2.0", "org.example", Platform.APN, "t");
        Factor changed = f.changed("work", other, LATER);
        assertThat(changed.friendlyName()).isEqualTo("work");
        assertThat(changed.push().config()).isEqualTo(other);
        assertThat(changed.push().publicKey()).isSameAs(f.push().publicKey());
        assertThat(changed.verified()).isTrue();
        assertThat(changed.updated()).isEqualTo(LATER);
        assertThat(changed.configuredLike(f)).isFalse();
        assertThat(changed.changed("home", f.push().config(), LATER).configuredLike(f))
                .isTrue();
    }

    @Test
    void kindsAreNeverTakenForEachOther() {
        Factor push = push(NOW, 4).verify(true, NOW);
        assertThat(push.type()).isEqualTo(Factor.Type.PUSH);
        assertThat(Sample.verified().type()).isEqualTo(Factor.Type.TOTP);
        assertThat(push.configuredLike(Sample.verified())).isFalse();
        assertThat(Sample.verified().configuredLike(push)).isFalse();
        assertThat(push.kind().sameAs(Sample.verified().kind())).isFalse();
        assertThat(Sample.verified().kind().sameAs(push.kind())).isFalse();
        assertThatThrownBy(push::totp).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(Sample.verified()::push).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysAreTheSameWhenTheirBytesAre() {
        assertThat(push(NOW, 4).kind().sameAs(push(NOW, 4).kind())).isTrue();
        assertThat(push(NOW, 4).kind().sameAs(push(NOW, 5).kind())).isFalse();
    }

    @Test
    void itsKeyIsNamedAfterItAndLeadsBackToIt() {
        Factor f = push(NOW, 4);
        assertThat(f.key().text())
                .startsWith("CR")
                .isEqualTo("CR" + f.sid().text().substring(2));
        assertThat(f.key().factor()).isEqualTo(f.sid());
        assertThat(KeySid.parse(f.key().text())).isEqualTo(f.key());
        assertThat(KeySid.parse(f.sid().text())).isNull();
        assertThat(push(NOW, 5).key()).isNotEqualTo(f.key());
    }
}
