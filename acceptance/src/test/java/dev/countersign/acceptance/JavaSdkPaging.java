package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.base.Page;
import com.twilio.base.ResourceSet;
import com.twilio.rest.verify.v2.service.Entity;
import com.twilio.rest.verify.v2.service.entity.Challenge;
import com.twilio.rest.verify.v2.service.entity.Factor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists, as the Java SDK pages through them by itself. */
abstract class JavaSdkPaging extends JavaSdk {
    @Test
    void listsArePagedByThemselvesInBothOrders() {
        Enrolled e = enrolled(service());
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            created.add(challenge(e).getSid());
        }
        List<String> newestFirst = new ArrayList<>(created);
        Collections.reverse(newestFirst);

        assertThat(sids(Challenge.reader(e.service(), e.identity()).read(client())))
                .isEqualTo(created);
        assertThat(sids(Challenge.reader(e.service(), e.identity()).pageSize(3).read(client())))
                .isEqualTo(created);
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .setPageSize(2L)
                        .read(client())))
                .isEqualTo(created);
        assertThat(sids(Challenge.reader(e.service(), e.identity()).limit(5).read(client())))
                .isEqualTo(created.subList(0, 5));
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .limit(5)
                        .pageSize(2)
                        .read(client())))
                .isEqualTo(created.subList(0, 5));
        assertThat(sids(Challenge.reader(e.service(), e.identity()).limit(5000).read(client())))
                .as("a limit beyond the largest page")
                .isEqualTo(created);
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .setOrder(Challenge.ListOrders.DESC)
                        .pageSize(3)
                        .read(client())))
                .isEqualTo(newestFirst);
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .setOrder(Challenge.ListOrders.ASC)
                        .pageSize(7)
                        .read(client())))
                .as("a page that is just full")
                .isEqualTo(created);
    }

    @Test
    void aStatusFilterIsPagedThroughWhileOthersCome() {
        Enrolled e = enrolled(service());
        int n = 3;
        Set<String> pending = new HashSet<>();
        for (int i = 0; i < 2 * n + 1; i++) {
            pending.add(challenge(e).getSid());
        }
        Challenge.creator(e.service(), e.identity(), e.factor())
                .setAuthPayload(e.app().code(api().now()))
                .create(client());
        ResourceSet<Challenge> read = Challenge.reader(e.service(), e.identity())
                .setStatus(Challenge.ChallengeStatuses.PENDING)
                .setFactorSid(e.factor())
                .pageSize(n)
                .read(client());

        List<String> seen = new ArrayList<>();
        for (Challenge c : read) {
            seen.add(c.getSid());
            assertThat(c.getStatus()).isEqualTo(Challenge.ChallengeStatuses.PENDING);
            if (seen.size() == 2 || seen.size() == 5) {
                challenge(e);
            }
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(pending).hasSizeBetween(2 * n + 1, 2 * n + 3);
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .setStatus(Challenge.ChallengeStatuses.APPROVED)
                        .read(client())))
                .hasSize(1);
        assertThat(sids(Challenge.reader(e.service(), e.identity())
                        .setStatus(Challenge.ChallengeStatuses.EXPIRED)
                        .read(client())))
                .isEmpty();
    }

    @Test
    void pagesAreTurnedForthAndBack() {
        Enrolled e = enrolled(service());
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(challenge(e).getSid());
        }

        var reader = Challenge.reader(e.service(), e.identity()).pageSize(2);
        Page<Challenge> first = reader.firstPage(client());
        Page<Challenge> second = reader.nextPage(first, client());
        Page<Challenge> third = reader.nextPage(second, client());
        Page<Challenge> back = reader.previousPage(second, client());

        assertThat(sids(first.getRecords())).isEqualTo(created.subList(0, 2));
        assertThat(sids(second.getRecords())).isEqualTo(created.subList(2, 4));
        assertThat(sids(third.getRecords())).isEqualTo(created.subList(4, 5));
        assertThat(third.hasNextPage()).isFalse();
        assertThat(sids(back.getRecords())).isEqualTo(created.subList(0, 2));
        assertThat(first.getPageSize()).isEqualTo(2);
    }

    @Test
    void entitiesAndFactorsArePagedToo() {
        String service = service();
        List<String> people = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            people.add(Entity.creator(service, somebody()).create(client()).getSid());
        }
        String identity = somebody();
        List<String> factors = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            factors.add(newFactor(service, identity).getSid());
        }

        assertThat(Entity.reader(service).pageSize(2).read(client()))
                .extracting(Entity::getSid)
                .containsAll(people)
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(Factor.reader(service, identity).pageSize(2).read(client()))
                .extracting(Factor::getSid)
                .containsExactlyElementsOf(factors);
    }
}
