package dev.countersign.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something owed to somebody outside: one row of the outbox, with all that sending it takes.
 *
 * @param destination what is shared by rows that go to the same place, so that a place in trouble holds up nobody else
 * @param place among the rows of one factor and one destination: a row waits for those before it
 * @param tries how often it was sent in vain
 * @param leased until when nobody else takes it
 * @param until when it is given up
 */
public record Owed(
        Key key,
        Sid.Id destination,
        FactorSid factor,
        long place,
        int tries,
        Instant leased,
        Instant until,
        Matter matter) {

    /** Names one row. */
    public record Key(Sid.Id person, Sid.Id sid) {
        /** When what is owed came to be. */
        public Instant created() {
            return Instant.ofEpochMilli(sid.high() >>> 16);
        }
    }

    /** What it is about. */
    public sealed interface Matter {
        /**
         * A device is to be rung for a challenge.
         *
         * @param ends when the challenge does
         * @param message null where the Service leaves it out
         * @param credential who we are to the push service; null where the Service names none
         */
        record Ring(
                ChallengeSid challenge,
                Instant ends,
                PushConfig to,
                @Nullable String message,
                @Nullable CredentialSid credential)
                implements Matter {}

        /**
         * A webhook is to be told of an event.
         *
         * @param body the form to be sent, the same at every try
         */
        record Tell(Event.Type type, WebhookSid webhook, String url, AccountSid account, String body)
                implements Matter {}
    }

    /** The same row, taken until then. */
    public Owed leasedUntil(Instant then) {
        return new Owed(key, destination, factor, place, tries, then, until, matter);
    }
}
