package dev.countersign.acceptance.history;

import static dev.countersign.acceptance.history.Status.APPROVED;
import static dev.countersign.acceptance.history.Status.PENDING;
import static dev.countersign.acceptance.history.Tale.YES;
import static dev.countersign.acceptance.history.Tale.walk;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A list has all that was there, once and in order. */
class ListsWholeTest {
    private static final Deed.Walk ALL = walk(1, false, null);

    private static Tale three() {
        return new Tale()
                .created(0, 1, "YC1")
                .created(2, 3, "YC2")
                .created(4, 5, "YC3")
                .audited("YC1", PENDING)
                .audited("YC2", PENDING)
                .audited("YC3", PENDING);
    }

    @Test
    void aListOfSeveralPagesHasThemAll() {
        assertThat(three().listed(10, 11, ALL, true, "YC1 pending", "YC2 pending")
                        .listed(12, 13, ALL, false, "YC3 pending")
                        .broken())
                .isEmpty();
        assertThat(three().listed(10, 11, ALL, true, "YC1 pending")
                        .listed(12, 13, ALL, false, "YC3 pending")
                        .broken())
                .containsExactly("YC2 is missing in a list");
    }

    @Test
    void whatIsCreatedMeanwhileMayBeMissing() {
        assertThat(three().listed(3, 11, ALL, false, "YC1 pending").broken()).isEmpty();
    }

    @Test
    void whatIsRemovedMeanwhileMayBeMissing() {
        assertThat(three().listed(10, 12, ALL, false, "YC1 pending")
                        .deletedEntityPerhaps(11)
                        .broken())
                .isEmpty();
    }

    @Test
    void aListThatBreaksOffIsWholeUpToItsLastRow() {
        assertThat(three().listed(10, 11, ALL, true, "YC1 pending").broken()).isEmpty();
        assertThat(three().listed(10, 11, ALL, true, "YC2 pending").broken())
                .containsExactly("YC1 is missing in a list");
        assertThat(three().listed(10, 11, walk(1, true, null), true, "YC3 pending", "YC1 pending")
                        .broken())
                .containsExactly("YC2 is missing in a list");
    }

    @Test
    void rowsComeInOrderAndOnce() {
        assertThat(three().listed(10, 11, walk(1, true, null), false, "YC3 pending", "YC2 pending", "YC1 pending")
                        .broken())
                .isEmpty();
        assertThat(three().listed(10, 11, ALL, false, "YC1 pending", "YC3 pending", "YC2 pending")
                        .broken())
                .containsExactly("in a list YC3 is followed by YC2");
        assertThat(three().listed(10, 11, ALL, true, "YC1 pending", "YC2 pending")
                        .listed(12, 13, ALL, false, "YC2 pending", "YC3 pending")
                        .broken())
                .containsExactly("in a list YC2 is followed by YC2");
    }

    @Test
    void aListIsOfWhatWasAskedFor() {
        assertThat(three().listed(10, 11, walk(1, false, PENDING), false, "YC1 pending", "YC2 pending", "YC3 pending")
                        .broken())
                .isEmpty();
        assertThat(three().listed(10, 11, walk(1, false, APPROVED), false, "YC1 pending")
                        .broken())
                .containsExactly("a list has YC1, which was not asked for");
    }

    @Test
    void whatStoodAsAskedForAllTheTimeIsInTheList() {
        Tale tale = new Tale()
                .created(0, 1, "YC1")
                .created(0, 1, "YC2")
                .answered(2, 3, "YC1", YES, APPROVED)
                .told("challenge.approved", "YC1")
                .audited("YC1", APPROVED)
                .audited("YC2", PENDING);
        assertThat(tale.listed(2, 5, walk(1, false, APPROVED), false)
                        .listed(10, 11, walk(2, false, APPROVED), false, "YC1 approved")
                        .listed(10, 11, walk(3, false, PENDING), false, "YC2 pending")
                        .broken())
                .isEmpty();
        assertThat(tale.listed(12, 13, walk(4, false, APPROVED), false)
                        .listed(12, 13, walk(5, false, PENDING), false)
                        .broken())
                .containsExactly("YC1 is missing in a list", "YC2 is missing in a list");
    }
}
