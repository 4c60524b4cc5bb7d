package dev.countersign.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came back when something was posted: an answer, or why there is none. */
sealed interface Reply {
    /**
     * Somebody answered.
     *
     * @param pause for how long we were asked to stay away, if we were, and by somebody who has too much to do or is ill
     * @param body as much of it as was read
     */
    record Answered(int status, @Nullable Duration pause, byte[] body) implements Reply {
        boolean good() {
            return status / 100 == 2;
        }

        Outcome accepted() {
            return new Outcome.Accepted(Integer.toString(status));
        }

        /** The status, and behind it a word of the other side's where that is a plain one. */
        String words(@Nullable String code) {
            String words = "HTTP " + status + (status / 100 == 3 ? ": redirects are not followed" : "");
            return code != null && code.matches("[A-Za-z][A-Za-z0-9_.-]{0,63}") ? words + " " + code : words;
        }

        /** The body as text, for looking into it: what is no UTF-8 in it is not worth a fuss. */
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** What to make of a no: final if it is for us, to be tried again if it is for the moment. */
        Outcome refused(String words) {
            boolean lasting = status / 100 == 4 && status != TIMED_OUT && status != TOO_MANY;
            return lasting ? new Outcome.Rejected(words) : new Outcome.Later(pause, words);
        }
    }

    /** Nobody did. */
    record Unanswered(String why) implements Reply {}

    int TIMED_OUT = 408;
    int TOO_MANY = 429;

    /** What to make of it where every answer is worth another try. */
    default Outcome later() {
        return switch (this) {
            case Unanswered(String why) -> new Outcome.Later(null, why);
            case Answered answered -> new Outcome.Later(answered.pause, answered.words(null));
        };
    }
}
