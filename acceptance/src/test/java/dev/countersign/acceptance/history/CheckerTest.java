package dev.countersign.acceptance.history;

import static dev.countersign.acceptance.history.Status.APPROVED;
import static dev.countersign.acceptance.history.Status.DENIED;
import static dev.countersign.acceptance.history.Status.PENDING;
import static dev.countersign.acceptance.history.Tale.NO;
import static dev.countersign.acceptance.history.Tale.RIGHT;
import static dev.countersign.acceptance.history.Tale.WRONG;
import static dev.countersign.acceptance.history.Tale.YES;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept, counted and told, each promise kept and broken. */
class CheckerTest {
    @Test
    void whatWasCreatedIsThereUnlessSomebodyMayHaveRemovedIt() {
        assertThat(new Tale().created(0, 1, "YC1").audited("YC1", PENDING).broken())
                .isEmpty();
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .deletedEntityPerhaps(2)
                        .auditMissed("YC1")
                        .broken())
                .isEmpty();
        assertThat(new Tale().created(0, 1, "YC1").broken())
                .containsExactly("what was created was not there in the end");
    }

    @Test
    void whatWasCreatedIsThereAtEveryMomentInBetween() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .missed(2, 3, "YC1")
                        .audited("YC1", PENDING)
                        .broken())
                .containsExactly("a challenge that nobody removed was not found");
    }

    @Test
    void oneRequestMakesOneChallengeAtMost() {
        assertThat(new Tale()
                        .createdPerhaps(0, "YC1", new Proof.None())
                        .audited("YC1", PENDING)
                        .broken())
                .isEmpty();
        Tale twice = new Tale().createdPerhaps(0, "YC1", new Proof.None());
        assertThat(twice.same("YC2", "YC1")
                        .audited("YC1", PENDING)
                        .audited("YC2", PENDING)
                        .broken())
                .containsExactly("one request made both YC1 and YC2");
    }

    @Test
    void nothingIsThereThatNobodyAskedForOrThatWasRefused() {
        assertThat(new Tale().audited("YC9", PENDING).broken())
                .containsExactly("a challenge is there that nobody asked for");
        assertThat(new Tale()
                        .notCreated(0, 1, "YC1", 60312)
                        .audited("YC1", PENDING)
                        .broken())
                .containsExactly("a challenge is there that was refused");
    }

    @Test
    void aStepIsAcceptedOnce() {
        Tale once = new Tale()
                .created(0, 1, "YC1", RIGHT, APPROVED)
                .created(2, 3, "YC2", RIGHT, PENDING)
                .created(4, 5, "YC3", new Proof.Code(8), APPROVED)
                .told("challenge.approved", "YC1")
                .told("challenge.approved", "YC3");
        assertThat(once.audited("YC1", APPROVED)
                        .audited("YC2", PENDING)
                        .audited("YC3", APPROVED)
                        .broken())
                .isEmpty();
        assertThat(new Tale()
                        .created(0, 1, "YC1", RIGHT, APPROVED)
                        .created(0, 1, "YC2")
                        .answered(2, 3, "YC2", RIGHT, APPROVED)
                        .told("challenge.approved", "YC1")
                        .told("challenge.approved", "YC2")
                        .audited("YC1", APPROVED)
                        .audited("YC2", APPROVED)
                        .broken())
                .containsExactly("step 7 of YF1 was accepted more than once");
    }

    @Test
    void aStepIsNotAcceptedAfterALaterOne() {
        assertThat(new Tale()
                        .created(0, 1, "YC1", new Proof.Code(8), APPROVED)
                        .created(2, 3, "YC2", RIGHT, APPROVED)
                        .told("challenge.approved", "YC1")
                        .told("challenge.approved", "YC2")
                        .audited("YC1", APPROVED)
                        .audited("YC2", APPROVED)
                        .broken())
                .containsExactly("a step of YF1 was accepted after a later one");
    }

    @Test
    void ofAnswersNobodyHeardOfEachApprovalNeedsAStepOfItsOwn() {
        Tale tale = new Tale()
                .created(0, 1, "YC1")
                .created(0, 1, "YC2")
                .answeredPerhaps(2, "YC1", RIGHT)
                .answeredPerhaps(2, "YC2", RIGHT)
                .told("challenge.approved", "YC1")
                .told("challenge.approved", "YC2");
        assertThat(tale.audited("YC1", APPROVED).audited("YC2", APPROVED).broken())
                .containsExactly("YC2 was approved, and each step of YF1 that was tried on it was used up");
        assertThat(tale.answeredPerhaps(3, "YC1", new Proof.Code(8)).broken()).isEmpty();
    }

    @Test
    void fiveWrongCodesAreTakenAndNoMore() {
        Tale tale = new Tale().created(0, 1, "YC1", WRONG, PENDING);
        for (int i = 2; i <= 5; i++) {
            tale.answered(2 * i, 2 * i + 1, "YC1", WRONG, PENDING);
        }
        assertThat(tale.refused(20, 21, "YC1", RIGHT, 60308)
                        .audited("YC1", PENDING)
                        .broken())
                .isEmpty();
        assertThat(tale.answered(22, 23, "YC1", WRONG, PENDING).broken()).containsExactly("YC1 took 6 wrong codes");
    }

    @Test
    void afterFiveWrongCodesARightOneIsNoGood() {
        Tale tale = new Tale().created(0, 1, "YC1").told("challenge.approved", "YC1");
        for (int i = 1; i <= 5; i++) {
            tale.answered(2 * i, 2 * i + 1, "YC1", WRONG, PENDING);
        }
        assertThat(tale.answered(20, 21, "YC1", RIGHT, APPROVED)
                        .audited("YC1", APPROVED)
                        .broken())
                .containsExactly("YC1 was approved after 5 wrong codes");
    }

    @Test
    void attemptsAreSpentByAttemptsOnly() {
        Tale tale = new Tale().created(0, 1, "YC1");
        for (int i = 1; i <= 3; i++) {
            tale.answered(2 * i, 2 * i + 1, "YC1", WRONG, PENDING);
        }
        tale.refused(20, 21, "YC1", WRONG, 60308).audited("YC1", PENDING);
        assertThat(tale.broken()).containsExactly("YC1 had its attempts spent after 3 wrong codes");
        assertThat(tale.broken(2))
                .as("where a commit's reply may be lost, each may count twice")
                .isEmpty();
    }

    @Test
    void ofWhatHappenedOneIsTold() {
        Tale tale = new Tale()
                .enrolled(0, 1)
                .verified(2, 3)
                .created(4, 5, "YC1")
                .answered(6, 7, "YC1", NO, DENIED)
                .audited("YC1", DENIED)
                .told("factor.created", "YF1")
                .told("factor.verified", "YF1");
        assertThat(tale.broken()).containsExactly("challenge.denied YC1 was never told");
        assertThat(tale.told("challenge.denied", "YC1").broken()).isEmpty();
    }

    @Test
    void ofTheEndOfAnEntityItsFactorsAreTold() {
        Tale tale = new Tale().enrolled(0, 1).told("factor.created", "YF1").deletedEntity(2, 3);
        assertThat(tale.broken()).containsExactly("factor.deleted YF1 was never told");
        assertThat(tale.told("factor.deleted", "YF1").broken()).isEmpty();
    }

    @Test
    void nothingIsToldThatDidNotHappen() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .answeredPerhaps(2, "YC1", YES)
                        .told("challenge.approved", "YC1")
                        .audited("YC1", PENDING)
                        .broken())
                .containsExactly("challenge.approved YC1 was told and did not happen");
        assertThat(new Tale()
                        .enrolled(0, 1)
                        .told("factor.created", "YF1")
                        .told("factor.verified", "YF1")
                        .told("factor.deleted", "YF1")
                        .broken())
                .containsExactly(
                        "factor.verified YF1 was told and did not happen",
                        "factor.deleted YF1 was told and did not happen");
    }

    @Test
    void whatWasToldMayHaveGoneBeforeAnybodySawItIfItsMakerHeardNothing() {
        Tale tale = new Tale().createdPerhaps(0, "YC1", RIGHT).told("challenge.approved", "YC1");
        assertThat(tale.broken())
                .as("nobody removed it, and it is not there")
                .containsExactly("challenge.approved YC1 was told and did not happen");
        assertThat(tale.deletedEntity(2, 3).told("challenge.approved", "YC1").broken())
                .as("it may have gone, and is told of twice")
                .isEmpty();
        assertThat(tale.told("challenge.approved", "YC2").broken())
                .as("one request makes one challenge")
                .containsExactly("challenge.approved YC2 was told and did not happen");
        assertThat(tale.createdPerhaps(1, "YC2", WRONG).broken())
                .containsExactly("challenge.approved YC2 was told and did not happen");
        assertThat(tale.createdPerhaps(1, "YC2", RIGHT).broken()).isEmpty();
        assertThat(tale.told("challenge.denied", "YC3").broken())
                .containsExactly("challenge.denied YC3 was told and did not happen");
    }

    @Test
    void oneEventHasOneId() {
        Tale tale = new Tale().enrolled(0, 1).told("factor.created", "YF1", "a");
        assertThat(tale.told("factor.created", "YF1", "a").broken()).isEmpty();
        assertThat(tale.told("factor.created", "YF1", "b").broken())
                .containsExactly("factor.created YF1 was told as a and as b");
    }

    @Test
    void eventsOfAFactorComeInTheirOrder() {
        Tale tale = new Tale()
                .enrolled(0, 1)
                .created(2, 3, "YC1")
                .answered(4, 5, "YC1", YES, APPROVED)
                .told("factor.created", "YF1")
                .told("factor.deleted", "YF1")
                .told("challenge.approved", "YC1");
        assertThat(tale.deletedFactor(6, 7).auditMissed("YC1").broken())
                .containsExactly("challenge.approved YC1 was told after factor.deleted YF1");
        assertThat(new Tale()
                        .enrolled(0, 1)
                        .verified(2, 3)
                        .told("factor.verified", "YF1")
                        .told("factor.created", "YF1")
                        .broken())
                .containsExactly("factor.created YF1 was told after factor.verified YF1");
    }

    @Test
    void ofTwoAnswersAtTheSameTimeEitherMayBeToldFirstAndTheEndOfTheirFactorOnlyLast() {
        Tale tale = new Tale()
                .enrolled(0, 1)
                .created(2, 3, "YC1")
                .created(4, 5, "YC2")
                .answered(6, 8, "YC1", YES, APPROVED)
                .answered(7, 9, "YC2", NO, DENIED)
                .audited("YC1", APPROVED)
                .audited("YC2", DENIED)
                .told("factor.created", "YF1")
                .told("challenge.denied", "YC2")
                .told("challenge.approved", "YC1");
        assertThat(tale.broken()).isEmpty();
        assertThat(new Tale()
                        .enrolled(0, 1)
                        .created(2, 3, "YC1")
                        .answered(4, 6, "YC1", YES, APPROVED)
                        .deletedFactor(5, 7)
                        .auditMissed("YC1")
                        .told("factor.created", "YF1")
                        .told("factor.deleted", "YF1")
                        .told("challenge.approved", "YC1")
                        .broken())
                .containsExactly("challenge.approved YC1 was told after factor.deleted YF1");
    }

    @Test
    void aMistakeOfTheServersIsNoneOfItsAnswers() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .failed(2, 3, "YC1")
                        .audited("YC1", PENDING)
                        .broken())
                .containsExactly("a server made a mistake of its own");
    }
}
