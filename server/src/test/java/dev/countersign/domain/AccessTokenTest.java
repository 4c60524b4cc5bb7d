package dev.countersign.domain;

import static dev.countersign.domain.Sample.ANA;
import static dev.countersign.domain.Sample.NOW;
import static dev.countersign.domain.Sample.no;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whom an access token lets enrol, how often, and until when. */
class AccessTokenTest {
    private static AccessToken token(boolean spent) {
        return new AccessToken(new AccessTokenSid(Sample.id(NOW, 9)), ANA, null, null, NOW.plusSeconds(60), spent);
    }

    @Test
    void itIsGoodUntilTheVeryInstant() {
        assertThat(token(false).expired(NOW)).isFalse();
        assertThat(token(false).expired(NOW.plusMillis(59_999))).isFalse();
        assertThat(token(false).expired(NOW.plusMillis(60_000))).isTrue();
        assertThat(token(false).expired(NOW.plusMillis(60_001))).isTrue();
        assertThat(token(false).life()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void itLetsItsOwnPersonEnrolAndOnce() {
        assertThat(no(() -> token(false).mustCover(ANA, true))).isNull();
        assertThat(no(() -> token(true).mustCover(ANA, true))).isEqualTo(Refusal.UNAUTHORIZED_FACTOR_CREATION);
        assertThat(no(() -> token(true).mustCover(ANA, false)))
                .as("where tokens may be used again")
                .isNull();
    }

    @Test
    void itLetsNobodyElseEnrol() {
        ServiceSid service = new ServiceSid(new Sid.Id(0, 99));
        AccountSid account = new AccountSid(new Sid.Id(0, 99));
        Identity bea = Objects.requireNonNull(Identity.parse("bea-0001"));
        for (Person other : List.of(
                new Person(ANA.account(), ANA.service(), bea, ANA.key()),
                new Person(ANA.account(), service, ANA.identity(), ANA.key()),
                new Person(account, ANA.service(), ANA.identity(), ANA.key()),
                new Person(ANA.account(), ANA.service(), ANA.identity(), new Sid.Id(7, 8)))) {
            for (boolean once : new boolean[] {true, false}) {
                assertThat(no(() -> token(false).mustCover(other, once)))
                        .isEqualTo(Refusal.UNAUTHORIZED_FACTOR_CREATION);
            }
        }
    }
}
