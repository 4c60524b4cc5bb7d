package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Phones whose clocks are wrong, all the way from enrolment to an answer. */
class PhoneClockTest {
    @TempDir
    private Path dir;

    private Rig rig;
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig(dir);
        ana = rig.service() + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void aPhoneWhoseClockIsWrongFindsItsWayByTheDateOfTheRefusal(Habits habits) {
        for (Duration ahead : List.of(Duration.ofMinutes(10), Duration.ofMinutes(-10), Duration.ofDays(-4000))) {
            Hand hand = Hand.created(rig, ana, Handset.of(habits), ahead);
            assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
            assertThat(hand.phone().line().correction()).isEqualTo(ahead.negated());
            rig.seconds(100_000);
            String challenge = hand.challenge();
            assertThat(Hand.does(() -> hand.phone().approve(challenge)).status().word())
                    .isEqualTo("approved");
            assertThat(rig.get(ana + "/Challenges/" + challenge).text("status")).isEqualTo("approved");
        }
    }

    @Test
    void aPhoneWhoseClockIsAlmostRightIsNotEvenToldSo() {
        for (int ahead : List.of(60, -60, 59, -59)) {
            Hand hand = Hand.created(rig, ana, Handset.of(Habits.PLAIN), Duration.ofSeconds(ahead));
            assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
            assertThat(hand.phone().line().correction()).isZero();
        }
    }
}
