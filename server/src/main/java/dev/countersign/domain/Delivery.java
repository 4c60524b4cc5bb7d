package dev.countersign.domain;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one Webhook, as an operator sees it. What is told there is not shown.
 *
 * @param person the key of whoever it is about
 * @param challenge null where it is about the factor alone
 * @param tries how often it was sent in vain, or until it arrived
 * @param answer what came of the last try, in one line; null before the first
 * @param due when it is tried next; null once it arrived or was given up
 * @param sent when it arrived
 */
public record Delivery(
        DeliverySid sid,
        Sid.Id person,
        Webhook webhook,
        Event.Type type,
        Sid.Id event,
        FactorSid factor,
        @Nullable ChallengeSid challenge,
        int tries,
        @Nullable String answer,
        @Nullable Instant due,
        @Nullable Instant sent,
        Instant updated) {

    /** What has become of it. The words are the wire's. */
    public enum Status {
        QUEUED,
        SENT,
        FAILED;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    public Status status() {
        return due != null ? Status.QUEUED : sent != null ? Status.SENT : Status.FAILED;
    }

    /** The same one, about to be sent as if it never had been. */
    public Delivery again(Instant now) {
        return new Delivery(sid, person, webhook, type, event, factor, challenge, 0, answer, now, null, now);
    }
}
