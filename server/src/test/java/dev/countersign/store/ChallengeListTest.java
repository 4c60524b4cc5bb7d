package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Filter;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of challenges: filtered by what a caller would be shown, and walked along their key in both directions. */
class ChallengeListTest {
    private static final Filter ALL = new Filter(null, null);

    @EachDatabase
    void theFilterIsByTheStatusThatWouldBeShown(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        Instant now = database.clock().instant();
        Challenge pending = n.challenge(factor, new State.Pending(2), Duration.ofMinutes(5));
        database.clock().forward(Duration.ofMillis(1));
        Challenge soonOver = n.challenge(factor, new State.Pending(0), Duration.ofSeconds(2));
        Challenge approved = n.challenge(factor, new State.Approved(now), Duration.ofSeconds(2));
        Challenge denied = n.challenge(factor, new State.Denied(now), Duration.ofSeconds(2));
        assertThat(sids(list(n, entity, Status.PENDING))).containsExactly(pending.sid(), soonOver.sid());
        assertThat(sids(list(n, entity, Status.EXPIRED))).isEmpty();
        database.clock().set(soonOver.expires());
        assertThat(sids(list(n, entity, Status.PENDING))).containsExactly(pending.sid());
        assertThat(sids(list(n, entity, Status.EXPIRED))).containsExactly(soonOver.sid());
        assertThat(sids(list(n, entity, Status.APPROVED))).containsExactly(approved.sid());
        assertThat(sids(list(n, entity, Status.DENIED))).containsExactly(denied.sid());
        for (Status status : Status.values()) {
            assertThat(list(n, entity, status))
                    .allSatisfy(c -> assertThat(c.state().status()).isEqualTo(status));
        }
        assertThat(list(n, entity, null)).hasSize(4);
    }

    private static List<Challenge> list(Nouns n, Entity entity, @Nullable Status status) {
        return page(n, entity, new Filter(null, status), new Slice(50, null, false, false))
                .rows();
    }

    @EachDatabase
    void aPendingChallengeIsNeverTooOldToBeListed(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        // The longest there is: an hour ahead, and no cut of the grace beyond it.
        Challenge longest = n.challenge(factor, new State.Pending(0), Duration.ofMinutes(61));
        for (Duration age : List.of(
                Duration.ZERO, Duration.ofMinutes(30), Duration.ofMinutes(61).minusMillis(1))) {
            database.clock().set(longest.updated().plus(age));
            assertThat(sids(list(n, entity, Status.PENDING))).containsExactly(longest.sid());
        }
        database.clock().set(longest.expires());
        assertThat(list(n, entity, Status.PENDING)).isEmpty();
        assertThat(sids(list(n, entity, Status.EXPIRED))).containsExactly(longest.sid());
    }

    @EachDatabase
    void theListIsNarrowedToOneFactorAndKnowsOnlyItsEntity(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor one = n.factor(entity);
        Factor other = n.factor(entity);
        Challenge mine = n.challenge(one);
        database.clock().forward(Duration.ofMillis(1));
        Challenge others = n.challenge(other);
        Entity neighbour = n.entity(2);
        Challenge foreign = n.challenge(n.factor(neighbour));
        Slice first = new Slice(50, null, false, false);
        assertThat(sids(page(n, entity, new Filter(one.sid(), null), first).rows()))
                .containsExactly(mine.sid());
        assertThat(sids(page(n, entity, ALL, first).rows())).containsExactly(mine.sid(), others.sid());
        assertThat(sids(page(n, neighbour, ALL, first).rows())).containsExactly(foreign.sid());
        FactorSid nobody = new FactorSid(new Sid.Id(9, 9));
        assertThat(page(n, entity, new Filter(nobody, null), first).rows()).isEmpty();
        n.db().write(tx -> {
            new FactorTable(tx).remove(one);
            return true;
        });
        assertThat(sids(page(n, entity, ALL, first).rows())).containsExactly(others.sid());
    }

    @EachDatabase
    void everyPageOfEveryWalkIsWhatAModelSays(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        List<Sid.Id> all = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            database.clock().forward(Duration.ofMillis(i % 3)); // some share their millisecond
            all.add(n.challenge(factor).sid().id());
        }
        all.sort(
                Comparator.comparingLong(Sid.Id::high).thenComparing((a, b) -> Long.compareUnsigned(a.low(), b.low())));
        Random random = new Random(11);
        for (int round = 0; round < 400; round++) {
            int size = 1 + random.nextInt(5);
            boolean newestFirst = random.nextBoolean();
            boolean backwards = random.nextBoolean();
            Sid.Id from = random.nextInt(4) == 0 ? null : all.get(random.nextInt(all.size()));
            Slice slice = new Slice(size, from, backwards, newestFirst);
            Rows<Challenge> page = page(n, entity, ALL, slice);
            List<Sid.Id> expected = model(all, slice);
            assertThat(page.rows().stream().map(c -> c.sid().id()))
                    .as(slice.toString())
                    .containsExactlyElementsOf(expected);
            if (backwards) {
                assertThat(page.before()).isEqualTo(more(all, slice));
                assertThat(page.after()).isEqualTo(from != null && !expected.isEmpty());
            } else {
                assertThat(page.after()).isEqualTo(more(all, slice));
                assertThat(page.before()).isEqualTo(from != null);
            }
        }
    }

    private static List<Sid.Id> beyond(List<Sid.Id> all, Slice slice) {
        List<Sid.Id> walk = slice.ascending() ? all : all.reversed();
        return slice.from() == null ? walk : walk.subList(walk.indexOf(slice.from()) + 1, walk.size());
    }

    private static List<Sid.Id> model(List<Sid.Id> all, Slice slice) {
        List<Sid.Id> found = beyond(all, slice).stream().limit(slice.size()).toList();
        return slice.backwards() ? found.reversed() : found;
    }

    private static boolean more(List<Sid.Id> all, Slice slice) {
        return beyond(all, slice).size() > slice.size();
    }

    @EachDatabase
    void whatWasThereAtTheFirstPageComesOnceWhileOthersAreInserted(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        for (boolean newestFirst : new boolean[] {false, true}) {
            List<ChallengeSid> before = new ArrayList<>(sids(list(n, entity, null)));
            Stream.generate(() -> n.challenge(factor).sid()).limit(7).forEach(before::add);
            List<ChallengeSid> seen = new ArrayList<>();
            Sid.Id from = null;
            boolean more = true;
            while (more && seen.size() < 100) {
                Rows<Challenge> page = page(n, entity, ALL, new Slice(2, from, false, newestFirst));
                seen.addAll(sids(page.rows()));
                from = page.rows().getLast().sid().id();
                more = page.after() && !seen.containsAll(before);
                database.clock().forward(Duration.ofMillis(1));
                n.challenge(factor);
            }
            assertThat(seen).doesNotHaveDuplicates().containsAll(before);
        }
    }

    private static Rows<Challenge> page(Nouns n, Entity entity, Filter filter, Slice slice) {
        return n.db().read(tx -> new ChallengeTable(tx).list(entity, filter, slice));
    }

    private static List<ChallengeSid> sids(List<Challenge> challenges) {
        return challenges.stream().map(Challenge::sid).toList();
    }
}
