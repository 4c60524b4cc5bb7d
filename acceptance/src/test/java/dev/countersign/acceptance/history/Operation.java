package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Outcome;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One request and its reply.
 *
 * @param number the first is 1
 * @param client who asked; {@link #AUDITOR} for whoever looks once everything is over
 * @param server where
 * @param invoked when it was sent, in nanoseconds since the history began
 * @param completed when its reply had come; {@link #NEVER} where it is not known whether it was done
 */
public record Operation(int number, int client, String server, long invoked, long completed, Deed deed, Reply reply) {
    public static final int AUDITOR = 0;
    public static final long NEVER = Long.MAX_VALUE;

    /** Of what may have been done without anybody's being told, no time is the last. */
    public Operation {
        if (reply.outcome() == Outcome.UNKNOWN) {
            completed = NEVER;
        }
    }

    boolean done() {
        return reply.outcome() == Outcome.DONE;
    }

    boolean refused() {
        return reply.outcome() == Outcome.REFUSED;
    }

    boolean refused(int code) {
        return refused() && reply.code() == code;
    }

    /** Whether it was over when the other began, so that everybody agrees on their order. */
    boolean precedes(Operation other) {
        return completed < other.invoked;
    }

    /** All of it on one line. */
    public String line() {
        String until = completed == NEVER ? "?" : seconds(completed);
        return "%06d client %d at %s, %s to %s: %s -> %s"
                .formatted(number, client, server, seconds(invoked), until, deed, answer());
    }

    private String answer() {
        String code = reply.code() == 0 ? "" : " " + reply.code();
        String body =
                switch (reply.body()) {
                    case Reply.Body.Nothing _ -> "";
                    case Reply.Body.OfFactor factor -> " " + factor;
                    case Reply.Body.OfChallenge(Reply.Seen seen) -> " " + seen;
                    case Reply.Body.OfPage page ->
                        page.rows().stream()
                                .map(row -> row.sid() + " " + row.status().word())
                                .collect(Collectors.joining(", ", " [", page.more() ? ", …]" : "]"));
                };
        return reply.status() == 0 ? "no reply" : reply.status() + code + body;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }
}
