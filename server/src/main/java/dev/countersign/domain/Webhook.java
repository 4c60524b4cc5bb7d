package dev.countersign.domain;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Where a Service's events go.
 *
 * @param eventTypes what was asked for, in the caller's order; empty for all ({@code *})
 * @param url absolute, http or https, exactly as it was given: it is part of what is signed
 */
public record Webhook(
        WebhookSid sid,
        ServiceSid service,
        AccountSid account,
        String friendlyName,
        List<Event.Type> eventTypes,
        String url,
        boolean enabled,
        Version version,
        Instant updated) {
    public static final int LONGEST_NAME = 255;
    public static final int LONGEST_URL = 2048;

    /** In one Service: each event is written down once for every one of them. */
    public static final int MOST = 100;

    /** How much of an event is told. The words are the wire's and the record's. */
    public enum Version {
        /** The names and SIDs. */
        V1,
        /** Those, and what is known of challenge and factor. */
        V2;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    public boolean wants(Event.Type type) {
        return enabled && (eventTypes.isEmpty() || eventTypes.contains(type));
    }
}
