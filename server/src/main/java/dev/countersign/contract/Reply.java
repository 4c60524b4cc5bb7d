package dev.countersign.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes back: status, headers beyond those every response carries, and the body's bytes. {@code told} is for our own
 * log line and counters, never for the caller: which endpoint, whose account, which refusal, what came of it.
 */
public record Reply(int status, List<Header> headers, byte[] body, Told told) implements Answer {

    public record Header(String name, String value) {}

    /** The same, with one fact more for our own log line. */
    public Reply and(String name, String value) {
        return new Reply(status, headers, body, told.and(name, value));
    }

    /**
     * @param endpoint method and path template ({@code POST /v2/Services/{ServiceSid}}), or {@code unmatched}: a bounded
     *     set, safe as a metric's label
     * @param account SID of the account that asked, or empty
     * @param code the refusal's code, 0 where nothing was refused
     * @param more further facts for the log line, in order; names are ours, values may be anybody's
     */
    public record Told(String endpoint, String account, int code, Map<String, String> more) {
        public static final Told NOTHING = new Told("unmatched", "", 0, Map.of());

        /** The same, with one fact more. */
        public Told and(String name, String value) {
            Map<String, String> all = new LinkedHashMap<>(more);
            all.put(name, value);
            return new Told(endpoint, account, code, all);
        }
    }
}
