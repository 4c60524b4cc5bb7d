package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Owed;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Sid;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long is waited after how many failures, at least and at most, whatever chance has it. */
class PausesTest {
    private static final Owed.Matter EVENT = new Owed.Matter.Tell(
            dev.countersign.domain.Event.Type.FACTOR_CREATED,
            new dev.countersign.domain.WebhookSid(new Sid.Id(1, 1)),
            "https://a.example",
            new dev.countersign.domain.AccountSid(new Sid.Id(1, 1)),
            "a=b");
    private static final Owed.Matter PUSH = new Owed.Matter.Ring(
            new dev.countersign.domain.ChallengeSid(new Sid.Id(1, 1)),
            Instant.EPOCH,
            PushConfig.of("1", "a", PushConfig.Platform.FCM, "t"),
            null,
            null);

    @ParameterizedTest
    @CsvSource({
        "event, 0,,           5,   7500",
        "event, 1,,          10,  15000",
        "event, 5,,         160, 240000",
        "event, 9,,        2400,3600000",
        "event, 99,,       2400,3600000",
        "event, 0, 60,       60,  60000",
        "event, 0, 4,         5,   7500",
        "event, 0, 864000, 3600,3600000",
        "push,  0,,           2,   3000",
        "push,  3,,          16,  24000",
        "push,  0, 20,       20,  20000",
        "rest,  0,,           5,   7500",
        "rest,  3,,          40,  60000",
        "rest,  9,,          80, 120000",
        "rest,  0, 600,     600, 600000",
        "rest,  0, 864000, 3600,3600000",
    })
    void aPauseGrowsIsLeftToChanceAndStaysWithinItsBounds(
            String what, int failures, @Nullable Integer asked, long leastSeconds, long mostMillis) {
        Pauses pauses = new Pauses(new Random(1));
        Duration wish = asked == null ? null : Duration.ofSeconds(asked);
        var drawn = IntStream.range(0, 200)
                .mapToObj(_ -> what.equals("rest")
                        ? pauses.rest(failures, wish)
                        : pauses.after(owed(what.equals("push") ? PUSH : EVENT, failures), wish))
                .toList();
        assertThat(drawn)
                .allMatch(d -> d.compareTo(Duration.ofSeconds(leastSeconds)) >= 0 && d.toMillis() <= mostMillis);
        if (leastSeconds * 1000 < mostMillis) {
            assertThat(drawn.stream().distinct()).hasSizeGreaterThan(100);
        }
    }

    private static Owed owed(Owed.Matter matter, int tries) {
        Sid.Id id = new Sid.Id(1, 1);
        return new Owed(new Owed.Key(id, id), id, new FactorSid(id), 1, tries, Instant.EPOCH, Instant.EPOCH, matter);
    }
}
