package dev.countersign.testkit;

import dev.countersign.phone.Json;
import dev.countersign.phone.Unusable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as FCM takes it in, of the one shape that a phone's app reads in the background too: data alone, to one device.
 *
 * @param name under which FCM knows it, once it has been accepted
 * @param data what the app gets
 * @param json the whole request
 */
public record FcmMessage(String name, String token, Map<String, String> data, Duration ttl, String json) {
    private static final int MOST_BYTES = 4096;
    private static final long LONGEST_TTL = Duration.ofDays(28).toSeconds();

    /** Reads a request's body, and takes no member that the shape does not have. */
    // spec Verify 6.1: a token, data that is all strings, and how Android is to handle it
    static FcmMessage read(String name, String json) throws Objection {
        Map<String, @Nullable Object> whole = parsed(json);
        only(whole, "", Set.of("message"));
        Map<String, @Nullable Object> message = object(whole, "message");
        if (message.containsKey("notification")) {
            // spec Verify T34: with a notification part, an app in the background never sees the data
            throw invalid("message.notification: this one is for data alone");
        }
        only(message, "message.", Set.of("token", "data", "android"));
        Map<String, @Nullable Object> android = object(message, "android");
        only(android, "message.android.", Set.of("priority", "ttl"));
        if (!"HIGH".equals(android.get("priority"))) {
            throw invalid("message.android.priority: it wakes no sleeping device");
        }
        if (!(message.get("token") instanceof String token) || token.isEmpty()) {
            throw invalid("message.token: no device is named");
        }
        return new FcmMessage(name, token, data(object(message, "data")), ttl(android.get("ttl")), json);
    }

    private static Map<String, @Nullable Object> parsed(String json) throws Objection {
        try {
            return Json.object(json);
        } catch (Unusable e) {
            throw invalid("Invalid JSON payload received: " + e.getMessage());
        }
    }

    private static void only(Map<String, @Nullable Object> members, String at, Collection<String> known)
            throws Objection {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw invalid("Unknown name " + at + name + ": Cannot find field.");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> within, String name)
            throws Objection {
        if (within.get(name) instanceof Map<?, ?> members) {
            return (Map<String, @Nullable Object>) members;
        }
        throw invalid(name + ": no object");
    }

    private static Map<String, String> data(Map<String, @Nullable Object> members) throws Objection {
        Map<String, String> data = new LinkedHashMap<>();
        int bytes = 0;
        for (var member : members.entrySet()) {
            if (!(member.getValue() instanceof String text)) {
                throw invalid("message.data." + member.getKey() + ": no string");
            }
            if (member.getKey().matches("from|message_type|collapse_key|(google|gcm).*")) {
                throw invalid("message.data." + member.getKey() + ": this name is FCM's own");
            }
            bytes += length(member.getKey()) + length(text);
            data.put(member.getKey(), text);
        }
        if (bytes > MOST_BYTES) {
            throw invalid("message.data: " + bytes + " bytes, and no more than " + MOST_BYTES + " are carried");
        }
        return data;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Duration ttl(@Nullable Object ttl) throws Objection {
        if (ttl instanceof String text && text.matches("[0-9]{1,7}s")) {
            long seconds = Long.parseLong(text.substring(0, text.length() - 1));
            if (seconds <= LONGEST_TTL) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw invalid("message.android.ttl: no number of seconds up to four weeks");
    }

    private static Objection invalid(String why) {
        return new Objection(400, "INVALID_ARGUMENT", why);
    }
}
