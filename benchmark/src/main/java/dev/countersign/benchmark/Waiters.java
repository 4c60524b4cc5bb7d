package dev.countersign.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * Backends that wait, by the ten thousand: a connection each, all of them read by one thread. Whoever is told of an answer
 * waits for the next challenge that nobody waits for; whoever is told that there is none yet waits on.
 */
final class Waiters implements AutoCloseable {
    private static final int LARGEST = 16 * 1024;
    private static final int ASKING_AT_ONCE = 64;
    private static final String LENGTH = "\r\nContent-Length: ";

    private final InetSocketAddress server;
    private final IntFunction<String> path;
    private final String headers;
    private final IntConsumer told;
    private final Selector selector;
    private final List<Waiter> all = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Semaphore asking = new Semaphore(ASKING_AT_ONCE);
    private volatile boolean closed;

    /**
     * @param path to the challenge of that number
     * @param told given the number of a challenge as soon as its answer is told
     */
    Waiters(int port, IntFunction<String> path, String authorization, IntConsumer told) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.path = path;
        this.headers = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + authorization + "\r\n";
        this.told = told;
        this.selector = Selector.open();
        Thread.ofPlatform().daemon().name("reader").start(this::read);
    }

    private static final class Waiter {
        private final SocketChannel channel;
        private final StringBuilder part = new StringBuilder();
        private volatile int number;
        private volatile boolean waits;

        Waiter(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Opens so many more connections, each of which asks once for its challenge as it stands, and is idle then. */
    void connect(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Waiter waiter = new Waiter(channel);
            waiter.number = next.getAndIncrement();
            all.add(waiter);
            channel.register(selector, SelectionKey.OP_READ, waiter);
            selector.wakeup();
            asking.acquire();
            ask(waiter);
        }
        asking.acquire(ASKING_AT_ONCE);
        asking.release(ASKING_AT_ONCE);
    }

    /** All of them wait from now on, so many more each second. */
    void begin(int perSecond) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            long early = began + TimeUnit.SECONDS.toNanos(i) / perSecond - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            Waiter waiter = all.get(i);
            waiter.waits = true;
            ask(waiter);
        }
    }

    private void ask(Waiter waiter) throws IOException {
        String question = "GET " + path.apply(waiter.number) + (waiter.waits ? "?WaitSeconds=55" : "") + headers;
        ByteBuffer bytes = ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII));
        if (waiter.channel.write(bytes) == 0 || bytes.hasRemaining()) {
            throw new IOException("a question did not fit into its connection");
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
        try (selector) {
            while (!closed) {
                selector.select(key -> read((Waiter) key.attachment(), key, buffer));
            }
            for (Waiter waiter : all) {
                waiter.channel.close();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    private void read(Waiter waiter, SelectionKey key, ByteBuffer buffer) {
        try {
            buffer.clear();
            if (waiter.channel.read(buffer) < 0) {
                throw new IOException("closed");
            }
            waiter.part.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            if (whole(waiter.part)) {
                String answer = waiter.part.toString();
                waiter.part.setLength(0);
                hear(waiter, answer);
            }
        } catch (IOException e) {
            key.cancel();
            if (!closed) {
                failed.incrementAndGet();
            }
        }
    }

    private static boolean whole(StringBuilder part) {
        int end = part.indexOf("\r\n\r\n");
        int at = part.indexOf(LENGTH);
        return end >= 0
                && at >= 0
                && part.length()
                        >= end
                                + 4
                                + Integer.parseInt(
                                        part, at + LENGTH.length(), part.indexOf("\r\n", at + LENGTH.length()), 10);
    }

    private void hear(Waiter waiter, String answer) throws IOException {
        boolean good = answer.startsWith("HTTP/1.1 200");
        if (!waiter.waits) {
            asking.release();
            if (!good) {
                failed.incrementAndGet();
            }
            return;
        }
        if (good && answer.contains("\"status\":\"approved\"")) {
            told.accept(waiter.number);
            waiter.number = next.getAndIncrement();
        } else if (answer.startsWith("HTTP/1.1 503")) {
            refused.incrementAndGet();
        } else if (!good) {
            failed.incrementAndGet();
            return;
        }
        ask(waiter);
    }

    /** Those who were asked to come again, and did. */
    int refused() {
        return refused.get();
    }

    /** Those who were told anything else, or nothing any more. */
    int failed() {
        return failed.get();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
