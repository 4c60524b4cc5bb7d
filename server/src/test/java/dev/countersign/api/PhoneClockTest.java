package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Phones whose clocks are wrong, all the way from enrolment to an answer. */
@Tag("database")
class PhoneClockTest {
    private Rig rig;
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = rig.service() + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void aPhoneWhoseClockIsWrongFindsItsWayByTheDateOfTheRefusal(Habits habits) {
        for (int minutes : List.of(10, -10, -11, 2, 5_000_000, -5_000_000)) {
            Duration ahead = Duration.ofMinutes(minutes);
            Hand hand = Hand.created(rig, ana, Handset.of(habits), ahead);
            assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
            assertThat(hand.phone().line().correction()).isEqualTo(minutes == -10 ? Duration.ZERO : ahead.negated());
            rig.seconds(100_000);
            String challenge = hand.challenge();
            assertThat(Hand.does(() -> hand.phone().approve(challenge)).status().word())
                    .isEqualTo("approved");
            assertThat(rig.get(ana + "/Challenges/" + challenge).text("status")).isEqualTo("approved");
        }
    }

    @Test
    void aPhoneWhoseClockIsNearEnoughIsNotEvenToldSo() {
        // its token lives ten minutes, so that it may be behind for longer than it may be ahead
        for (int ahead : List.of(60, 59, 0, -59, -60, -659)) {
            Hand hand = Hand.created(rig, ana, Handset.of(Habits.PLAIN), Duration.ofSeconds(ahead));
            assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
            assertThat(hand.phone().line().correction()).isZero();
        }
        for (int ahead : List.of(61, -660)) {
            Hand hand = Hand.created(rig, ana, Handset.of(Habits.PLAIN), Duration.ofSeconds(ahead));
            assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
            assertThat(hand.phone().line().correction()).isEqualTo(Duration.ofSeconds(-ahead));
        }
    }
}
