package dev.countersign.delivery;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What devices are told, in the shape that each push service asks for: which challenge waits, of which factor, and the
 * message where the Service lets it out. There is nothing else in it for anybody on the way to read.
 */
final class Payloads {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String TYPE = "verify_push_challenge";

    /** A phone that is to show something must be given something to show. */
    private static final String NO_MESSAGE = "Verification request";

    private Payloads() {}

    // spec Verify 6.1: data only, every value a string; high priority
    static byte[] fcm(Parcel.Push push, String token) {
        return json(out -> {
            out.writeStartObject();
            out.writeObjectPropertyStart("message");
            out.writeStringProperty("token", token);
            out.writeObjectPropertyStart("data");
            data(out, push);
            out.writeEndObject();
            out.writeObjectPropertyStart("android");
            out.writeStringProperty("priority", "HIGH");
            out.writeStringProperty("ttl", push.ttl().toSeconds() + "s");
            out.writeEndObject();
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    // spec Verify 6.2: the keys beside aps; the alert a plain string
    static byte[] apns(Parcel.Push push, boolean mutableContent) {
        String message = push.message();
        return json(out -> {
            out.writeStartObject();
            out.writeObjectPropertyStart("aps");
            out.writeStringProperty("alert", message == null ? NO_MESSAGE : message);
            out.writeStringProperty("sound", "default");
            out.writeStringProperty("category", TYPE);
            if (mutableContent) {
                out.writeNumberProperty("mutable-content", 1);
            }
            out.writeEndObject();
            keys(out, push);
            out.writeEndObject();
        });
    }

    /** Our own, with the keys of the others: it is read by pages and apps that were made for it. */
    static byte[] webPush(Parcel.Push push) {
        return json(out -> {
            out.writeStartObject();
            data(out, push);
            out.writeEndObject();
        });
    }

    private static void data(JsonGenerator out, Parcel.Push push) {
        keys(out, push);
        String message = push.message();
        if (message != null) {
            out.writeStringProperty("message", message);
        }
    }

    private static void keys(JsonGenerator out, Parcel.Push push) {
        out.writeStringProperty("type", TYPE);
        out.writeStringProperty("challenge_sid", push.challenge().text());
        out.writeStringProperty("factor_sid", push.factor().text());
    }

    private static byte[] json(Consumer<JsonGenerator> write) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write.accept(g);
        }
        return out.toByteArray();
    }
}
