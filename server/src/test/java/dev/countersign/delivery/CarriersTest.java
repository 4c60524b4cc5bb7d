package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.PushConfig.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Which way a parcel goes, and what becomes of one that has none. */
class CarriersTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    @Test
    void aServiceThatNamesNobodyHasItsPushesInTheLog() {
        List<String> lines = new ArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(PushLog.class.getName());
        logger.addHandler(listener);
        try (Road road = Road.plan().open()) {
            for (Platform platform : List.of(Platform.FCM, Platform.APN)) {
                assertThat(road.carry(Road.push(platform, "secret-token", "Log in to A", TTL, null)))
                        .isEqualTo(new Accepted("logged"));
            }
        } finally {
            logger.removeHandler(listener);
        }
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("INFO ")
                .contains(Road.CHALLENGE.text(), Road.FACTOR.text())
                .doesNotContain("secret-token", "Log in to A"));
    }

    @Test
    void aCredentialThatIsGoneSendsNothing() {
        try (Road road = Road.plan().open()) {
            for (Platform platform : List.of(Platform.FCM, Platform.APN, Platform.WEBPUSH)) {
                assertThat(road.carry(Road.push(platform, "0a")))
                        .isEqualTo(new Rejected("the Credential " + Road.CREDENTIAL + " is not there"));
            }
        }
    }

    @Test
    void aCredentialOfOnePushServiceIsOfNoUseForAnother() {
        try (Road road = Road.plan().open().as(PushIdentity.Vapid.draw("mailto:a@example.com", new Random(1)))) {
            for (Platform platform : List.of(Platform.FCM, Platform.APN)) {
                assertThat(road.carry(Road.push(platform, "0a")))
                        .isEqualTo(new Rejected("the Credential " + Road.CREDENTIAL + " is for another push service"));
            }
        }
    }

    @Test
    void whoeverHasNoTokenIsNotRung() {
        try (Road road = Road.plan().open()) {
            PushConfig none = new PushConfig("1", "app", Platform.NONE, null);
            assertThat(road.carry(new Parcel.Push(none, Road.CHALLENGE, Road.FACTOR, "m", TTL, null)))
                    .isInstanceOf(Rejected.class);
        }
    }
}
