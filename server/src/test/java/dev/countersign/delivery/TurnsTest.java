package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Factor;
import dev.countersign.domain.Owed;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Database;
import dev.countersign.store.Database.Engine;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.OutboxTable.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Two who are at neighbouring events of one factor at the same moment: the later one's turn is not missed. */
class TurnsTest {
    @EachDatabase(only = Engine.POSTGRESQL)
    void whoeverIsPutOffWhileTheOneBeforeEndsHasTheirTurn(Database database) throws Exception {
        Line line = new Line(database);
        assertThat(line.endWhileTheNextIsPutOff(false)).isNull();
        assertThat(line.ledger.due(line.webhook.id(), 9)).extracting(Due::key).containsExactly(line.second.key());
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void whoeverGoesOnToTheNextHasItThoughItIsJustPutOff(Database database) throws Exception {
        Line line = new Line(database);
        Owed next = line.endWhileTheNextIsPutOff(true);
        assertThat(next).extracting(Owed::key).isEqualTo(line.second.key());
    }

    /** Two events of one factor for one Webhook. */
    private static final class Line {
        private final Yard yard;
        private final WebhookSid webhook;
        private final Ledger ledger;
        private final Owed first;
        private final Owed second;

        Line(Database database) {
            yard = new Yard(database);
            webhook = yard.webhook();
            ledger = new Ledger(yard.db, new Pauses(new Random(1)));
            Factor factor = yard.strangers(0, 1).getFirst();
            List<Owed> owed = yard.owe(webhook, List.of(factor, factor));
            yard.clock.forward(Duration.ofSeconds(1));
            first = owed.getFirst();
            second = owed.getLast();
        }

        /** The first is settled while somebody has the second in hand and sees that it must wait. */
        @Nullable
        Owed endWhileTheNextIsPutOff(boolean onward) throws Exception {
            CountDownLatch inHand = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> late = threads.submit(() -> yard.db.<Boolean>write(tx -> {
                    OutboxTable table = new OutboxTable(tx);
                    Instant leased = tx.now().plus(OutboxTable.LEASE);
                    boolean taken = table.take(new Due(second.key(), second.leased()), leased);
                    assertThat(taken && table.waits(second)).isTrue();
                    inHand.countDown();
                    Database.awaitWaiting(tx, 1);
                    return table.take(new Due(second.key(), leased), table.waiting(second.until()));
                }));
                inHand.await();
                Owed next = ledger.settle(first, new Outcome.Accepted("200"), onward);
                late.get();
                return next;
            }
        }
    }
}
