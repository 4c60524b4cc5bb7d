package dev.countersign.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The floor under what leaves: the product's client, with as many at once, that posts the same bodies to the same place. No
 * record, no signature, no order.
 */
final class Posting {
    /** As many as the product sends to one place at once. */
    private static final int AT_ONCE = 16;

    private static final int THREADS = 8;
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private Posting() {}

    /** Posts what the record's events say, {@code count} of them, to that port. Prints what it came to. */
    static void run(Path folder, int port, int count) throws Exception {
        List<String> bodies = StoredRows.bodies(folder, count);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(1));
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setMaxConnectionsPerDestination(AT_ONCE);
        client.start();
        String url = "http://127.0.0.1:" + port + "/";
        System.out.println(Figures.of(() -> all(client, url, bodies)));
        client.stop();
    }

    private static LongStream all(HttpClient client, String url, List<String> bodies)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        List<Future<LongStream>> senders = new ArrayList<>();
        LongStream took = LongStream.empty();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                senders.add(threads.submit(() -> some(client, url, bodies, next)));
            }
            for (Future<LongStream> sender : senders) {
                took = LongStream.concat(took, sender.get());
            }
        }
        return took;
    }

    private static LongStream some(HttpClient client, String url, List<String> bodies, AtomicInteger next)
            throws Exception {
        LongStream.Builder took = LongStream.builder();
        for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
            long began = System.nanoTime();
            int status = client.POST(url)
                    .body(new StringRequestContent(FORM, bodies.get(i)))
                    .timeout(10, TimeUnit.SECONDS)
                    .send()
                    .getStatus();
            if (status != 204) {
                throw new IOException("an event was answered with " + status);
            }
            took.add(System.nanoTime() - began);
        }
        return took.build();
    }
}
