package dev.countersign.phone;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a phone's requests reach a server: over a network, or straight into a server under test. */
@FunctionalInterface
public interface Transport {
    Answer send(Request request) throws IOException, InterruptedException;

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
