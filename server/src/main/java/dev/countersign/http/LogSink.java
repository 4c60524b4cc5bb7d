package dev.countersign.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where log lines go: one stream, written by one thread in batches. Whoever logs faster than the stream takes it waits;
 * nothing is dropped for being too much.
 */
public final class LogSink implements AutoCloseable {
    /** Something worth a line. Written on the sink's own thread, so it must not change after it was added. */
    interface Line {
        void writeTo(JsonLine line);
    }

    private static final Line END = _ -> {};
    private static final int WAITING = 8192;
    // A writer that slept through two milliseconds finds a batch, and nobody had to wake it: at full load waking a
    // thread for each line would cost more than the line.
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(2);

    private final OutputStream out;
    private final ArrayBlockingQueue<Line> lines = new ArrayBlockingQueue<>(WAITING);
    private final ReentrantLock writing = new ReentrantLock();
    private final JsonLine json = new JsonLine();
    private final Thread writer;
    private volatile boolean closed;

    public LogSink(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().daemon().name("log").unstarted(this::run);
        writer.start();
    }

    void add(Line line) {
        if (closed) {
            write(List.of(line));
            return;
        }
        try {
            lines.put(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            write(List.of(line));
        }
    }

    /** Writes what was added so far; lines added later are written at once by whoever adds them. */
    @Override
    public void close() {
        closed = true;
        try {
            // A line and not an interrupt: some streams close for good when their writer is interrupted.
            lines.put(END);
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drain();
    }

    private void run() {
        while (!closed || !lines.isEmpty()) {
            List<Line> batch = new ArrayList<>();
            batch.add(next());
            lines.drainTo(batch);
            write(batch);
            LockSupport.parkNanos(GATHER);
        }
    }

    private Line next() {
        try {
            return lines.take();
        } catch (InterruptedException e) {
            // Nobody has reason to interrupt us; whoever did was mistaken, and we go on.
            return END;
        }
    }

    private void drain() {
        List<Line> rest = new ArrayList<>();
        lines.drainTo(rest);
        write(rest);
    }

    private void write(List<Line> batch) {
        writing.lock();
        try {
            batch.forEach(this::append);
            json.drainTo(out);
            out.flush();
        } catch (IOException e) {
            // The stream is gone. There is nobody left to tell, and requests must not wait for it for ever.
            return;
        } finally {
            writing.unlock();
        }
    }

    private void append(Line line) {
        if (line.equals(END)) {
            return;
        }
        try {
            line.writeTo(json);
        } catch (RuntimeException e) {
            json.scrap()
                    .text("level", "error")
                    .text("event", "log")
                    .text("message", "a line could not be written: " + e);
        }
        json.next();
    }
}
