package dev.countersign.acceptance.history;

import static dev.countersign.acceptance.history.Status.PENDING;
import static dev.countersign.acceptance.history.Tale.walk;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing of what was deleted is seen again under what is created in its place. */
class DeadStayDeadTest {
    private static Tale again() {
        return new Tale()
                .enrolled(0, 1)
                .told("factor.created", "YF1")
                .created(2, 3, "YC1")
                .deletedEntity(10, 20)
                .told("factor.deleted", "YF1")
                .under("YE2", "YF2")
                .enrolled(21, 22)
                .told("factor.created", "YF2")
                .created(23, 24, "YC2");
    }

    @Test
    void whoLooksWhileItIsDeletedMaySeeIt() {
        assertThat(again().fetched(30, 31, "YC2", PENDING)
                        .audited("YC2", PENDING)
                        .under("YE1", "YF1")
                        .listed(15, 16, walk(1, false, null), false, "YC1 pending")
                        .auditMissed("YC1")
                        .broken())
                .isEmpty();
    }

    @Test
    void whoLooksAfterwardsDoesNot() {
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .deletedFactor(10, 20)
                        .fetched(21, 22, "YC1", PENDING)
                        .broken())
                .containsExactly("YC1 was seen after its end");
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .deletedEntity(10, 20)
                        .fetched(21, 22, "YC1", PENDING)
                        .broken())
                .containsExactly("YC1 was seen after its end");
    }

    @Test
    void nothingMovesToWhatIsCreatedInItsPlace() {
        assertThat(again().audited("YC2", PENDING).audited("YC1", PENDING).broken())
                .containsExactly("YC1 hangs now on this and now on that");
    }

    @Test
    void anIdentityHasOneEntityAtATime() {
        // Nobody was told that the first was deleted, yet another was there.
        assertThat(new Tale()
                        .created(0, 1, "YC1")
                        .deletedEntityPerhaps(2)
                        .under("YE2", "YF2")
                        .created(10, 11, "YC2")
                        .under("YE1", "YF1")
                        .fetched(20, 21, "YC1", PENDING)
                        .broken())
                .containsExactly("an Entity was seen while another of somebody stood");
    }
}
