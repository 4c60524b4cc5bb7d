package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.OutboxTable;
import java.time.Duration;
import java.util.List;

/** What was told is kept to be seen for as long as the operator says. */
class RetentionTest {
    private static void webhook(Rig rig, long number) {
        rig.db.write(tx -> tx.update(
                "INSERT INTO webhook (sid, service_sid, friendly_name, event_types, url, enabled, version, updated)"
                        + " VALUES (?, ?, 'prod', '', 'https://a.example/', 1, 'v2', 0)",
                new Sid.Id(77, number).bytes(),
                rig.service.id().bytes()));
    }

    private static void told(Rig rig, List<Owed> owed) {
        rig.db.write(tx -> {
            owed.forEach(o -> new OutboxTable(tx).close(o.key(), 1, tx.now(), "200"));
            return true;
        });
    }

    @EachDatabase
    void whatIsOverGoesAfterItsDaysWhetherItsWebhookStandsOrNotAndWhatIsOwedStays(Database database) {
        Rig rig = new Rig(database);
        webhook(rig, 1);
        webhook(rig, 2);
        for (int i = 0; i < 150; i++) {
            rig.unverified(rig.person("user-" + (1000 + i)), Rig.USUAL);
        }
        told(rig, rig.owed);
        rig.db.write(tx -> tx.update("DELETE FROM webhook WHERE sid = ?", (Object) new Sid.Id(77, 2).bytes()));
        rig.clock.forward(Rig.KEPT.minusMinutes(1));
        rig.owed.clear();
        rig.unverified(rig.person("user-2000"), Rig.USUAL);
        rig.reap();
        assertThat(rig.rows("outbox")).isEqualTo(301);
        rig.clock.forward(Duration.ofMinutes(2));
        rig.reap();
        assertThat(rig.rows("outbox")).isEqualTo(1);
        rig.clock.forward(Rig.KEPT);
        rig.reap();
        assertThat(rig.rows("outbox")).as("still owed").isEqualTo(1);
        told(rig, rig.owed);
        rig.reap();
        assertThat(rig.rows("outbox")).isZero();
    }
}
