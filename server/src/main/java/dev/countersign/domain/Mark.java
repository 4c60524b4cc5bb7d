package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a person, as an operator sees it on their trail.
 *
 * @param factor null where it is about no factor
 * @param challenge null where it is about no challenge
 * @param about what there is to say of it besides
 */
public record Mark(
        MarkSid sid,
        Type type,
        @Nullable FactorSid factor,
        @Nullable ChallengeSid challenge,
        About about) {
    /** As many of a person's are kept at most, the latest; those of the last day may be more. */
    public static final int MOST = 200;

    /** As many are shown at most, the latest, those that are read off challenges among them. */
    public static final int MOST_SHOWN = 500;

    /** How long what happened can be seen. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** What happened. The words are the wire's and the record's. */
    public enum Type {
        ENTITY_CREATED(0, "entity.created"),
        FACTOR_CREATED(1, "factor.created"),
        FACTOR_VERIFIED(2, "factor.verified"),
        FACTOR_UPDATED(3, "factor.updated"),
        FACTOR_DELETED(13, "factor.deleted"),
        FACTOR_DISABLED(12, "factor.disabled"),
        CHALLENGE_CREATED(4, "challenge.created"),
        CHALLENGE_PUSHED(5, "challenge.pushed"),
        CHALLENGE_PUSH_FAILED(6, "challenge.push_failed"),
        CHALLENGE_WRONG_CODE(7, "challenge.wrong_code"),
        CHALLENGE_APPROVED(8, "challenge.approved"),
        CHALLENGE_DENIED(9, "challenge.denied"),
        CHALLENGE_REFUSED(10, "challenge.refused"),
        WEBHOOK_TOLD(14, "webhook.told"),
        PUSH_TOKEN_LOST(11, "push_token.lost");

        /** Among those of one millisecond. */
        private final int place;

        private final String word;

        Type(int place, String word) {
            this.place = place;
            this.word = word;
        }

        /** The type of that word, which must be one. */
        public static Type of(String word) {
            for (Type type : values()) {
                if (type.word.equals(word)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("no mark is called " + word);
        }

        public String word() {
            return word;
        }
    }

    /**
     * What there is to say of it; each member goes by the type, and is null where there is nothing.
     *
     * @param other the Webhook that was told
     * @param word the platform of a device, the type of an event
     * @param number how many steps a wrong code was off, the code of a refusal, 1 where a webhook was reached and 0 where not
     * @param answer what was said there, or by us
     */
    public record About(
            @Nullable WebhookSid other,
            @Nullable String word,
            @Nullable Long number,
            @Nullable String answer) {
        public static final About NOTHING = new About(null, null, null, null);

        /** How many steps off a wrong code was; null where it was none of the seed's. */
        public static About drift(@Nullable Integer steps) {
            return new About(null, null, steps == null ? null : Long.valueOf(steps), null);
        }

        public static About refusal(Refused no) {
            return new About(null, null, (long) no.refusal().code(), no.words());
        }

        public static About push(PushConfig.Platform platform, String answer) {
            return new About(null, platform.word(), null, answer);
        }

        public static About told(WebhookSid webhook, Event.Type event, boolean reached, String answer) {
            return new About(webhook, event.word(), reached ? 1L : 0L, answer);
        }
    }

    /** What is asked of a trail; null members narrow nothing. */
    public record Filter(
            @Nullable FactorSid factor, @Nullable ChallengeSid challenge) {}

    public Instant made() {
        return sid.created();
    }

    /**
     * The name of a mark of something that happened then. Nothing is drawn for it: it has its chance from what the mark is
     * about, which no two marks of one type at one instant share.
     *
     * @param nth tells apart those that would
     */
    public static MarkSid name(Instant then, Type type, Sid.Id subject, long nth) {
        long salt = 0x9E3779B97F4A7C15L * (type.place + 1) + 0xC2B2AE3D27D4EB4FL * nth;
        // What happens in one millisecond is in the order in which such things happen.
        long order = (long) type.place << 12 | (nth & 0xF) << 8 | (salt >>> 56);
        long high = (then.toEpochMilli() << 16) | order;
        return new MarkSid(new Sid.Id(high, subject.low() ^ salt));
    }
}
