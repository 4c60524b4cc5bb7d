package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Webhooks.NewWebhook;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.util.List;

/** Webhooks without the world around them: whose they are, and what becomes of them with their Service. */
class WebhooksTest {
    private static final NewWebhook ASKED = new NewWebhook(
            "prod", List.of(Event.Type.FACTOR_CREATED), "https://a.example.com/", true, Webhook.Version.V2);

    @EachDatabase
    void nobodyElseFindsChangesOrRemovesIt(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Webhooks webhooks = new Webhooks(rig.db);
        Webhook made = webhooks.create(rig.account, rig.service, ASKED);
        AccountSid stranger = new AccountSid(new Sid.Id(1, 2));
        ServiceSid other = rig.services.create(rig.account, "Other", s -> s).sid();
        for (Runnable deed : List.<Runnable>of(
                () -> webhooks.create(stranger, rig.service, ASKED),
                () -> webhooks.list(stranger, rig.service, Rig.FIRST),
                () -> webhooks.find(stranger, rig.service, made.sid()),
                () -> webhooks.find(rig.account, other, made.sid()),
                () -> webhooks.update(stranger, rig.service, made.sid(), w -> w),
                () -> webhooks.update(rig.account, other, made.sid(), w -> w),
                () -> webhooks.delete(stranger, rig.service, made.sid()),
                () -> webhooks.delete(rig.account, other, made.sid()))) {
            assertThat(Rig.refusal(deed::run)).isEqualTo(Refusal.NOT_FOUND);
        }
        assertThat(webhooks.find(rig.account, rig.service, made.sid())).isEqualTo(made);
    }

    @EachDatabase
    void deletingItsServicePutsItOutOfSightAndTheReaperMakesRoom(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Webhooks webhooks = new Webhooks(rig.db);
        ServiceSid doomed = rig.services.create(rig.account, "Doomed", s -> s).sid();
        Webhook made = webhooks.create(rig.account, doomed, ASKED);
        Webhook stays = webhooks.create(rig.account, rig.service, ASKED);
        rig.services.delete(rig.account, doomed);
        assertThat(Rig.refusal(() -> webhooks.find(rig.account, doomed, made.sid())))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> webhooks.create(rig.account, doomed, ASKED)))
                .isEqualTo(Refusal.NOT_FOUND);
        while (rig.reaper.sweep()) {
            assertThat(rig.rows("webhook")).isPositive();
        }
        assertThat(rig.rows("webhook")).isEqualTo(1);
        assertThat(rig.rows("service_grave")).isZero();
        assertThat(webhooks.find(rig.account, rig.service, stays.sid())).isEqualTo(stays);
    }
}
