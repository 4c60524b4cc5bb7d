package dev.countersign.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a device was rung of late, and whether it still can be.
 *
 * @param rung when it was rung, within the policy's window
 * @param unanswered how often it was rung since its holder last approved anything, less what they denied; at the policy's
 *     most it stays there until they do approve
 * @param gone since when its token reaches nobody; null while nothing speaks against it
 */
public record Reach(Recent rung, int unanswered, @Nullable Instant gone) {
    public static final Reach FRESH = new Reach(Recent.NONE, 0, null);

    /** Why a device is not rung. The words are the log's and the metrics'. */
    public enum Silence {
        /** Its token reaches nobody. */
        TOKEN_GONE,
        /** It was rung too often within the policy's window. */
        BUDGET,
        /** It was rung too often without an answer. */
        UNANSWERED;

        private final String word = name().toLowerCase(java.util.Locale.ROOT);

        public String word() {
            return word;
        }
    }

    /** Why it is not to be rung now; null where it is. */
    // spec SP 800-63B-4 3.1.3.2: pushes are limited since the last success, against wearing somebody out
    public @Nullable Silence silence(Policy.Ringing limits, Instant now) {
        if (gone != null) {
            return Silence.TOKEN_GONE;
        }
        if (limits.mostUnanswered() > 0 && unanswered >= limits.mostUnanswered()) {
            return Silence.UNANSWERED;
        }
        return limits.most() > 0 && rung.within(limits.window(), now) >= limits.most() ? Silence.BUDGET : null;
    }

    /** Once it was rung. */
    public Reach rungAt(Instant now, Policy.Ringing limits) {
        return new Reach(limits.most() > 0 ? rung.and(now, limits.window()) : Recent.NONE, unanswered + 1, gone);
    }

    /** Once its holder answered a challenge. */
    public Reach answered(Challenge.Answer answer, Policy.Ringing limits) {
        return switch (answer) {
            case APPROVED -> new Reach(rung, 0, gone);
            case DENIED ->
                limits.mostUnanswered() > 0 && unanswered >= limits.mostUnanswered()
                        ? this
                        : new Reach(rung, Math.max(0, unanswered - 1), gone);
        };
    }

    /** Once its token was found to reach nobody; null when it is named again. */
    public Reach gone(@Nullable Instant since) {
        return new Reach(rung, unanswered, since);
    }
}
