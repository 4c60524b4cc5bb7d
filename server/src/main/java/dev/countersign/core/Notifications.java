package dev.countersign.core;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Notification;
import dev.countersign.domain.NotificationSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Reach;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Sid;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.FactorTable;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with notifications: a device is rung once more. */
public final class Notifications {
    private final Outbox outbox;
    private final Challenges challenges;
    private final Function<Challenge, @Nullable String> message;

    /** @param message what the person is shown of a challenge */
    public Notifications(Outbox outbox, Challenges challenges, Function<Challenge, @Nullable String> message) {
        this.outbox = outbox;
        this.challenges = challenges;
        this.message = message;
    }

    /** @param silence why the device was not rung after all */
    public record Sent(Notification notification, Reach.@Nullable Silence silence) {}

    /** @param ttl for how many seconds it may be delivered; 0 for one attempt */
    public Sent create(Person person, ChallengeSid sid, int ttl) {
        return challenges.orCertainlyOver(person, sid, () -> ring(person, sid, ttl));
    }

    private Sent ring(Person person, ChallengeSid sid, int ttl) {
        return outbox.write(person, (tx, owing) -> {
            Challenge challenge = Challenges.find(tx, person, sid);
            if (challenge.type() != Factor.Type.PUSH) {
                throw Refusal.INVALID_PARAMETER.refused("the challenge is not one of a push factor");
            }
            challenge.mustBeOpen(tx.now());
            FactorTable.Found found = Factors.findToAsk(tx, person, challenge.factor());
            FactorTable.Stored was = found.stored();
            if (was.factor().push().config().platform() == PushConfig.Platform.NONE) {
                throw Refusal.NOBODY_TO_NOTIFY.refused();
            }
            // spec Verify 3.5: three calls, whether or not a device was rung
            if (!new ChallengeTable(tx).notified(challenge, Notification.MOST)) {
                throw Refusal.TOO_MANY_NOTIFICATIONS.refused();
            }
            Outbox.Rung rung = owing.ring(
                    was.factor(), challenge, found.settings(), message.apply(challenge), Duration.ofSeconds(ttl));
            Challenges.write(tx, was, rung.next());
            Notification sent = new Notification(new NotificationSid(Sid.Id.of(tx.id())), challenge, ttl);
            return new Sent(sent, rung.silence());
        });
    }
}
