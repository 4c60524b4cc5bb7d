package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a phone does with a 401, by itself and on removal. */
class LineTest {
    private static final String AN_HOUR_ON = "Thu, 01 Jan 2026 01:00:00 GMT";

    @ParameterizedTest
    @EnumSource(Habits.class)
    void aWrongClockIsSetRightByTheDateOfA401AndTheRequestRepeated(Habits habits) throws Exception {
        Rig rig = new Rig(habits);
        rig.script.refuse(401, 20003, "Authenticate", "Date", AN_HOUR_ON).shows(Script.challenge());
        rig.phone.show(Rig.YC);
        assertThat(rig.script.asked).hasSize(2);
        assertThat(nbf(rig.script.asked.getFirst())).isEqualTo(1_767_225_600);
        assertThat(nbf(rig.script.last())).isEqualTo(1_767_225_600 + 3600);
        assertThat(rig.phone.line().correction()).isEqualTo(Duration.ofHours(1));
        assertThat(rig.phone.line().now()).isEqualTo(Rig.NOW.plusSeconds(3600));

        Phone again = Phone.kept(rig.world, rig.phone.keep());
        rig.script.shows(Script.challenge());
        again.show(Rig.YC);
        assertThat(nbf(rig.script.last())).isEqualTo(1_767_225_600 + 3600);
    }

    private static long nbf(Transport.Request request) {
        return Rig.payload(Rig.password(request)).get("nbf") instanceof BigInteger n ? n.longValue() : -1;
    }

    @Test
    void aClockThatRunsAheadIsSetBack() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script
                .refuse(401, 20003, "Authenticate", "Date", "Wed, 31 Dec 2025 23:00:00 GMT")
                .shows(Script.challenge());
        rig.phone.show(Rig.YC);
        assertThat(rig.phone.line().correction()).isEqualTo(Duration.ofHours(-1));
        assertThat(Phone.kept(rig.world, rig.phone.keep()).line().correction()).isEqualTo(Duration.ofHours(-1));
    }

    @Test
    void aClockFromBeforeAnyPhoneIsSetRightAndKept() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script
                .refuse(401, 20003, "Authenticate", "Date", "Fri, 01 Jan 2083 00:00:00 GMT")
                .shows(Script.challenge());
        rig.phone.show(Rig.YC);
        assertThat(Phone.kept(rig.world, rig.phone.keep()).line().correction())
                .isEqualTo(rig.phone.line().correction());
    }

    @Test
    void a401ThatStaysIsRepeatedOnce() throws Exception {
        Rig rig = new Rig(Habits.IOS);
        rig.script
                .refuse(401, 20003, "Authenticate", "Date", AN_HOUR_ON)
                .refuse(401, 20003, "Still not", "Date", AN_HOUR_ON);
        assertThatThrownBy(() -> rig.phone.show(Rig.YC))
                .isInstanceOf(Refused.class)
                .hasMessage("Still not");
        assertThat(rig.script.asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thu, 1 Jan 2026 01:00:00 GMT", "2026-01-01T01:00:00Z", "Do, 01 Jan 2026 01:00:00 GMT", ""})
    void aDateOfAnotherShapeSetsNoClock(String date) throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.refuse(401, 20003, "Authenticate", "Date", date);
        assertThatThrownBy(() -> rig.phone.show(Rig.YC)).isInstanceOf(Refused.class);
        assertThat(rig.phone.line().correction()).isZero();
    }

    @Test
    void withoutADateNothingIsRepeatedAndAndroidKnowsItBySpelling() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.refuse(401, 20003, "Authenticate").refuse(401, 20003, "Authenticate", "date", AN_HOUR_ON);
        assertThatThrownBy(() -> rig.phone.show(Rig.YC)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> rig.phone.show(Rig.YC)).isInstanceOf(Refused.class);
        assertThat(rig.script.isOver()).isTrue();
    }

    @Test
    void onlyA401IsRepeated() throws Exception {
        Rig rig = new Rig(Habits.IOS);
        rig.script.refuse(403, 20403, "Forbidden", "Date", AN_HOUR_ON);
        assertThatThrownBy(() -> rig.phone.show(Rig.YC)).isInstanceOf(Refused.class);
        assertThat(rig.phone.line().correction()).isZero();
    }

    @Test
    void removedIsAlsoWhatIsNotThereAnyMore() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.then(204, "");
        rig.phone.remove();
        assertThat(rig.script.last().method()).isEqualTo("DELETE");
        assertThat(rig.script.last().body()).isNull();
        rig.script.refuse(404, 20404, "not found");
        rig.phone.remove();
        rig.script
                .refuse(401, 20003, "Authenticate", "Date", AN_HOUR_ON)
                .refuse(401, 20003, "Authenticate", "Date", AN_HOUR_ON);
        rig.phone.remove();
        assertThat(rig.script.isOver()).isTrue();
    }

    @Test
    void aRemovalIsRefusedByAnythingElse() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.refuse(401, 20003, "Authenticate");
        assertThatThrownBy(() -> rig.phone.remove()).isInstanceOf(Refused.class);
        rig.script.refuse(403, 20403, "Forbidden");
        assertThatThrownBy(() -> rig.phone.remove()).isInstanceOf(Refused.class);
        rig.script.refuse(401, 20003, "Authenticate", "Date", AN_HOUR_ON).refuse(429, 20429, "Too many requests");
        assertThatThrownBy(() -> rig.phone.remove()).isInstanceOf(Refused.class);
    }

    @Test
    void noTextShowsCredentials() throws Exception {
        Rig rig = new Rig(Habits.PLAIN);
        rig.script.shows(Script.challenge());
        rig.phone.show(Rig.YC);
        Transport.Request request = rig.script.last();
        assertThat(request.toString()).doesNotContain("Basic", Rig.password(request));
    }
}
