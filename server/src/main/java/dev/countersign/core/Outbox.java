package dev.countersign.core;

import dev.countersign.crypto.Digests;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Reach;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Subscription;
import dev.countersign.domain.Webhook;
import dev.countersign.store.Db;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.TrailTable;
import dev.countersign.store.Tx;
import dev.countersign.store.WebhookTable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What deeds owe to somebody outside. It is written down in the unit that causes it, and handed to whoever sends it once
 * that unit is on disk: nothing is sent for what did not happen, and nothing that happened is forgotten.
 */
public final class Outbox {
    /** How long an event is sent again and again before it is given up. */
    // spec Verify 7.2: given up after 24 hours
    public static final Duration LONGEST = Duration.ofHours(24);

    /** How long a push may take at most. */
    // spec Verify 6.1: five minutes, or what is left of the challenge
    static final Duration LONGEST_PUSH = Duration.ofMinutes(5);

    private final Db db;
    private final Policy.Ringing limits;
    private final Consumer<List<Owed>> dispatch;
    private final Watchers watchers;

    /** @param dispatch given, in order, what a unit owes, after its commit; must neither wait nor throw */
    public Outbox(Db db, Policy.Ringing limits, Consumer<List<Owed>> dispatch, Watchers watchers) {
        this.db = db;
        this.limits = limits;
        this.dispatch = dispatch;
        this.watchers = watchers;
    }

    private record Done<T extends @Nullable Object>(T result, List<Owed> owed) {}

    /** One unit of work about that person, which may owe something; whoever watches the person is woken after it. */
    <T extends @Nullable Object> T write(Person person, BiFunction<Tx, Owing, T> unit) {
        Done<T> done = db.write(tx -> {
            Owing owing = new Owing(tx);
            T result = unit.apply(tx, owing);
            return new Done<>(result, owing.ready);
        });
        if (!done.owed().isEmpty()) {
            dispatch.accept(done.owed());
        }
        watchers.changed(person);
        return done.result();
    }

    /** How a factor is reached, and since when: to be written beside what rings it. */
    Reach answered(Factor factor, Challenge.Answer answer) {
        return factor.push().reach().answered(answer, limits);
    }

    /** What came of wanting to ring a device. */
    record Rung(Factor next, Reach.@Nullable Silence silence) {}

    /** What one unit owes. */
    final class Owing {
        private final Tx tx;
        private final OutboxTable table;
        private final List<Owed> ready = new ArrayList<>();

        private Owing(Tx tx) {
            this.tx = tx;
            this.table = new OutboxTable(tx);
        }

        /** Every Webhook of the Service that wants to know is told. */
        void tell(Event.Type type, Factor factor, @Nullable Challenge challenge) {
            Event event = null;
            Map<Webhook.Version, String> bodies = new EnumMap<>(Webhook.Version.class);
            for (Webhook webhook : new WebhookTable(tx)
                    .of(factor.person().service(), factor.person().account())) {
                if (webhook.wants(type)) {
                    event = event == null ? new Event(type, Sid.Id.of(tx.id()), factor, challenge) : event;
                    tell(event, webhook, bodies.computeIfAbsent(webhook.version(), event::body));
                }
            }
        }

        private void tell(Event event, Webhook webhook, String body) {
            Factor factor = event.factor();
            Instant until = tx.now().plus(LONGEST);
            long before = table.lastPlace(factor.person().key(), factor.sid(), webhook.sid());
            Matter.Tell tell = new Matter.Tell(event.type(), webhook.sid(), webhook.url(), webhook.account(), body);
            Owed owed = new Owed(
                    new Owed.Key(factor.person().key(), Sid.Id.of(tx.id())),
                    webhook.sid().id(),
                    factor.sid(),
                    before + 1,
                    0,
                    before == 0 ? tx.now().plus(OutboxTable.FIRST_LEASE) : table.waiting(until),
                    until,
                    tell);
            table.add(owed, tell, event);
            // Behind another it waits in the record, until whoever sends that one comes for it.
            if (before == 0) {
                ready.add(owed);
            }
        }

        /** What this unit does to a factor, or with a challenge to it, is put on the person's trail. */
        void mark(Mark.Type type, Factor factor, @Nullable Challenge challenge, Mark.About about, long nth) {
            Sid.Id subject =
                    challenge == null ? factor.sid().id() : challenge.sid().id();
            new TrailTable(tx)
                    .add(
                            factor.person().key(),
                            new Mark(
                                    Mark.name(tx.now(), type, subject, nth),
                                    type,
                                    factor.sid(),
                                    challenge == null ? null : challenge.sid(),
                                    about));
        }

        void mark(Mark.Type type, Factor factor, @Nullable Challenge challenge) {
            mark(type, factor, challenge, Mark.About.NOTHING, 0);
        }

        /** The device is rung for the challenge, unless that is not to be now. */
        Rung ring(Factor factor, Challenge challenge, Service.Push settings, @Nullable String message, Duration ttl) {
            PushConfig to = factor.push().config();
            Reach.Silence silence = factor.push().reach().silence(limits, tx.now());
            if (to.platform() == PushConfig.Platform.NONE || silence != null) {
                return new Rung(factor, silence);
            }
            Instant until = earlier(tx.now().plus(ttl), challenge.expires());
            Matter.Ring ring = carried(challenge, to, settings, message);
            Owed owed = new Owed(
                    new Owed.Key(factor.person().key(), Sid.Id.of(tx.id())),
                    destination(factor, ring),
                    factor.sid(),
                    0,
                    0,
                    tx.now().plus(OutboxTable.FIRST_LEASE),
                    until,
                    ring);
            table.add(owed, ring);
            ready.add(owed);
            return new Rung(factor.reached(factor.push().reach().rungAt(tx.now(), limits)), null);
        }
    }

    private static Matter.Ring carried(
            Challenge challenge, PushConfig to, Service.Push settings, @Nullable String message) {
        return new Matter.Ring(
                challenge.sid(),
                challenge.expires(),
                to,
                settings.includeMessage() ? message : null,
                switch (to.platform()) {
                    case APN -> settings.apn();
                    case FCM -> settings.fcm();
                    case WEBPUSH -> settings.webpush();
                    case NONE -> null;
                });
    }

    /** Pushes to one vendor under one name go together; those to browsers, by whose service they go through. */
    private static Sid.Id destination(Factor factor, Matter.Ring ring) {
        String token = ring.to().token();
        Subscription browser =
                token == null || ring.to().platform() != PushConfig.Platform.WEBPUSH ? null : Subscription.parse(token);
        if (browser != null) {
            String origin = URI.create(browser.endpoint()).getRawAuthority().toLowerCase(Locale.ROOT);
            // One Service's devices hold up no other's, though they share a push service.
            byte[] hash =
                    Digests.sha256(factor.person().service().id().bytes(), origin.getBytes(StandardCharsets.UTF_8));
            return Sid.Id.of(Arrays.copyOf(hash, 16));
        }
        return ring.credential() == null
                ? factor.person().service().id()
                : ring.credential().id();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
