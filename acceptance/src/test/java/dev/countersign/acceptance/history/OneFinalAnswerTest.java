package dev.countersign.acceptance.history;

import static dev.countersign.acceptance.history.Status.APPROVED;
import static dev.countersign.acceptance.history.Status.DENIED;
import static dev.countersign.acceptance.history.Status.EXPIRED;
import static dev.countersign.acceptance.history.Status.PENDING;
import static dev.countersign.acceptance.history.Tale.NO;
import static dev.countersign.acceptance.history.Tale.YES;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A challenge ends once, and everybody is told of the same end. */
class OneFinalAnswerTest {
    private static Tale approved() {
        return new Tale()
                .created(0, 1, "YC1")
                .answered(10, 20, "YC1", YES, APPROVED)
                .told("challenge.approved", "YC1");
    }

    @Test
    void whoAsksWhileItIsBeingAnsweredMaySeeEither() {
        assertThat(approved()
                        .fetched(11, 30, "YC1", PENDING)
                        .fetched(12, 13, "YC1", APPROVED)
                        .refused(14, 15, "YC1", NO, 60322)
                        .audited("YC1", APPROVED)
                        .broken())
                .isEmpty();
    }

    @Test
    void approvedToOneIsNotDeniedToAnother() {
        assertThat(approved()
                        .answeredPerhaps(10, "YC1", NO)
                        .fetched(30, 31, "YC1", DENIED)
                        .told("challenge.denied", "YC1")
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 ended in two ways", "challenge.denied YC1 was told and did not happen");
    }

    @Test
    void whatWasAnsweredHasNotExpired() {
        assertThat(approved()
                        .refused(30, 31, "YC1", NO, 60323)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 ended in two ways");
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .answeredPerhaps(2, "YC1", YES)
                        .refused(3, 4, "YC1", YES, 60322)
                        .audited("YC1", EXPIRED)
                        .broken())
                .containsExactly("YC1 ended in two ways");
    }

    @Test
    void nobodySeesItPendingOnceItWasSeenToHaveEnded() {
        assertThat(approved()
                        .fetched(21, 22, "YC1", PENDING)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 was pending after it had ended");
        // That a signature is no good is said of what is pending only.
        assertThat(approved()
                        .refused(21, 22, "YC1", new Proof.Forged(APPROVED), 60324)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 was pending after it had ended");
    }

    @Test
    void whatWasAcknowledgedAndThenForgottenIsPendingAgainInTheEnd() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .answered(10, 20, "YC1", YES, APPROVED)
                        .audited("YC1", PENDING)
                        .broken())
                .containsExactly("YC1 was pending after it had ended", "challenge.approved YC1 was never told");
    }

    @Test
    void oneRequestIsToldThatItDecided() {
        assertThat(approved()
                        .answered(10, 21, "YC1", YES, APPROVED)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 was decided more than once");
    }

    @Test
    void itIsShownToHaveBeenAnsweredAtOneTime() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .responded("10:00")
                        .answered(10, 20, "YC1", YES, APPROVED)
                        .responded("10:01")
                        .audited("YC1", APPROVED)
                        .told("challenge.approved", "YC1")
                        .broken())
                .containsExactly("YC1 was answered at two times");
    }

    @Test
    void anAnswerOfWhichNothingWasHeardMayHaveBeenTheOne() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .answeredPerhaps(10, "YC1", NO)
                        .audited("YC1", DENIED)
                        .told("challenge.denied", "YC1")
                        .broken())
                .isEmpty();
    }

    @Test
    void somebodyMustHaveAnsweredIt() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .answeredPerhaps(10, "YC1", new Proof.Forged(APPROVED))
                        .refused(11, 12, "YC1", YES, 60324)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 was answered by nobody", "challenge.approved YC1 was never told");
        // It was seen before anybody had asked for it.
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .fetched(2, 3, "YC1", APPROVED)
                        .answeredPerhaps(10, "YC1", YES)
                        .audited("YC1", APPROVED)
                        .told("challenge.approved", "YC1")
                        .broken())
                .containsExactly("YC1 was answered by nobody");
    }
}
