package dev.countersign.phone;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a phone's requests reach a server: over a network, or straight into a server under test. */
@FunctionalInterface
public interface Transport {
    Answer send(Request request) throws IOException, InterruptedException;

    /** Asks for what goes on after it has begun. Where answers come all at once, so does this. */
    default Ongoing begin(Request request) throws IOException, InterruptedException {
        Answer answer = send(request);
        return new Ongoing(answer, answer.fine() ? answer.body().lines() : Stream.empty());
    }

    /**
     * An answer that has begun.
     *
     * @param head of a good one it may lack the body; any other is whole
     * @param lines a good one's, each when it comes
     */
    record Ongoing(Answer head, Stream<String> lines) implements AutoCloseable {
        @Override
        public void close() {
            lines.close();
        }
    }

    /**
     * @param headers by name; the credentials are among them
     * @param body null for none, which is not the same as an empty one
     */
    record Request(
            String method,
            URI url,
            Map<String, String> headers,
            @Nullable String body) {
        @Override
        public String toString() {
            return method + " " + url;
        }
    }

    /** @param headers by name as the server spelt it; of several with one name, the first */
    record Answer(int status, Map<String, String> headers, String body) {
        public boolean fine() {
            return status >= 200 && status < 300;
        }

        /** A header's value, whatever the case of its name. */
        public @Nullable String header(String name) {
            for (Map.Entry<String, String> header : headers.entrySet()) {
                if (header.getKey().equalsIgnoreCase(name)) {
                    return header.getValue();
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return "answer " + status;
        }
    }
}
