package dev.countersign.demo;

import dev.countersign.contract.Json;
import java.util.Map;

/** The backend will not or cannot do what was asked: an HTTP status, and a sentence for the app's developer. */
final class Declined extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    Declined(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    /** In the form in which the samples' own backend complains. */
    Reply reply() {
        return new Reply(status, Json.text(Map.of("error", Map.of("message", String.valueOf(getMessage())))));
    }
}
