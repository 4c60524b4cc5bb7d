package dev.countersign.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stream of events as it is written. */
// spec HTML 9.2: lines of a field and its value, an empty line after each event, UTF-8
public final class Events {
    /** What a stream's answer carries beside its events: no cache may keep it, and no proxy collect it. */
    public static final List<Reply.Header> HEADERS = List.of(
            new Reply.Header("Content-Type", "text/event-stream"),
            new Reply.Header("Cache-Control", "no-store"),
            new Reply.Header("X-Accel-Buffering", "no"));

    /** A line without meaning, by which both sides see that the other is still there. */
    // spec HTML 9.2.7: a comment about every 15 seconds keeps proxies from ending the connection
    public static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    /** @param json without line breaks, as all of ours is */
    Events add(String name, String id, byte[] json) {
        field("event", name.getBytes(StandardCharsets.UTF_8));
        if (!id.isEmpty()) {
            field("id", id.getBytes(StandardCharsets.UTF_8));
        }
        field("data", json);
        text.write('\n');
        return this;
    }

    byte[] bytes() {
        return text.toByteArray();
    }

    /** The one event that says why a stream ends before its time: an error's body. */
    public static byte[] error(byte[] body) {
        return new Events().add("error", "", body).bytes();
    }

    private void field(String name, byte[] value) {
        text.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(new byte[] {':', ' '});
        text.writeBytes(value);
        text.write('\n');
    }
}
