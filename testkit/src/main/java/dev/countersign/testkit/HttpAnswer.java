package dev.countersign.testkit;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer before it is written to the wire. */
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Map.of(), new byte[0]);
    }

    static HttpAnswer text(int status, String text) {
        return new HttpAnswer(
                status,
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer json(int status, Map<String, ? extends @Nullable Object> tree) {
        return new HttpAnswer(
                status,
                Map.of("Content-Type", "application/json; charset=UTF-8"),
                Json.text(tree, Habits.PLAIN).getBytes(StandardCharsets.UTF_8));
    }

    HttpAnswer as(int otherStatus) {
        return new HttpAnswer(otherStatus, headers, otherStatus == 204 ? new byte[0] : body);
    }

    HttpAnswer with(Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(further);
        return new HttpAnswer(status, all, body);
    }

    /** The status line and the headers, for a body of that length. */
    byte[] head(long length) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        // spec RFC 9110 8.6: an answer of 204 names no length
        if (status != 204) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
