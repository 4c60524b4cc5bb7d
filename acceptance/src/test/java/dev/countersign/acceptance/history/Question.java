package dev.countersign.acceptance.history;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A challenge that somebody was asked, as clients pass it among themselves. */
final class Question {
    private final String sid;
    private final Holder holder;
    private final Instant ends;
    private volatile @Nullable Map<String, @Nullable Object> shown;

    Question(String sid, Holder holder, Instant ends) {
        this.sid = sid;
        this.holder = holder;
        this.ends = ends;
    }

    String sid() {
        return sid;
    }

    Holder holder() {
        return holder;
    }

    String identity() {
        return holder.identity();
    }

    Instant ends() {
        return ends;
    }

    /** What of it a device signs; null while nobody has fetched it. */
    @Nullable
    Map<String, @Nullable Object> shown() {
        return shown;
    }

    void show(Map<String, @Nullable Object> body, List<String> signed) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        signed.forEach(name -> fields.put(name, body.get(name)));
        shown = fields;
    }
}
