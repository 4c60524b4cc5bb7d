package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Event;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Webhook;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.util.List;
import java.util.Random;

/** Whoever tries out receivers that do not answer leaves room for whatever else there is to do. */
@SuppressWarnings("NullAway.Init") // made in the test
class TrialsTest {
    private static final Webhooks.NewWebhook ASKED = new Webhooks.NewWebhook(
            "prod", List.of(Event.Type.FACTOR_CREATED), "https://a.example.com/", true, Webhook.Version.V2);

    private Rig rig;
    private Webhook webhook;
    private Trials trials;
    private int underWay;
    private boolean slow = true;

    @EachDatabase
    void soManyAreUnderWayAndNoMore(Database database) throws Throwable {
        rig = new Rig(database);
        webhook = new Webhooks(rig.db).create(rig.account, rig.service, ASKED);
        trials = new Trials(rig.db, (_, _, _) -> post(), new Random(1), () -> 0);
        assertThat(Rig.refusal(this::send)).isEqualTo(Refusal.TOO_MANY_REQUESTS);
        assertThat(underWay).isEqualTo(Trials.AT_ONCE);
        slow = false;
        assertThat(send().delivered()).as("once they are over").isTrue();
    }

    /** While one is under way another is begun. */
    private Trials.Reached post() {
        underWay++;
        if (slow) {
            send();
        }
        return new Trials.Reached(true, "200");
    }

    private Trials.Tried send() {
        return trials.send(rig.account, rig.service, webhook.sid());
    }
}
