package dev.countersign.acceptance;

import dev.countersign.phone.Transport;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A phone's network with somebody looking on: what holds of every answer must hold of a device's too. */
// spec Verify 11 T4: a device is told everything in JSON, refusals too
final class Watched implements Transport {
    private final Transport network;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

    Watched(Transport network) {
        this.network = network;
    }

    /** What was asked, and the status of what was answered. */
    record Exchange(Request asked, int status) {
        String authorization() {
            return String.valueOf(asked.headers().get("Authorization"));
        }
    }

    @Override
    public Transport.Answer send(Request request) throws IOException, InterruptedException {
        Transport.Answer told = network.send(request);
        Map<String, List<String>> headers = new HashMap<>();
        told.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        new dev.countersign.acceptance.Answer(told.status(), headers, told.body()).lawful();
        exchanges.add(new Exchange(request, told.status()));
        return told;
    }

    /** All that went over it so far. */
    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** The statuses since there were so many answers. */
    List<Integer> statuses(int since) {
        return exchanges.stream().skip(since).map(Exchange::status).toList();
    }
}
