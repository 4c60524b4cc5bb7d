package dev.countersign.http;

import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a request's body whole, within its limits of size and time. What has already arrived is taken at once; only a
 * body that keeps us waiting is counted as slow.
 */
final class Intake {
    private static final byte[] NONE = new byte[0];
    private static final int FIRST_GUESS = 4096;

    private final int most;
    private final long patience;
    private final Admission admission;
    private final LongSupplier nanos;

    Intake(int most, Duration patience, Admission admission, LongSupplier nanos) {
        this.most = most;
        this.patience = patience.toNanos();
        this.admission = admission;
        this.nanos = nanos;
    }

    /** @param beforeWaiting called once if the body is late; may throw, and then nobody waits */
    byte[] read(Request request, Runnable beforeWaiting) {
        long announced = request.getLength();
        if (announced > most) {
            throw Refusal.TOO_LARGE.refused();
        }
        if (announced == 0) {
            return NONE;
        }
        Body body = new Body(announced < 0 ? NONE : new byte[(int) Math.min(announced, FIRST_GUESS)]);
        if (!body.take(request)) {
            beforeWaiting.run();
            awaitRest(request, body);
        }
        return body.whole();
    }

    private void awaitRest(Request request, Body body) {
        if (!admission.startWaiting()) {
            admission.turnedAway();
            throw Refusal.UNAVAILABLE.refused();
        }
        try {
            long end = nanos.getAsLong() + patience;
            do {
                CountDownLatch more = new CountDownLatch(1);
                request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, more::countDown));
                if (!more.await(end - nanos.getAsLong(), TimeUnit.NANOSECONDS)) {
                    throw Refusal.TOO_SLOW.refused();
                }
            } while (!body.take(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.TOO_SLOW.refused();
        } finally {
            admission.stopWaiting();
        }
    }

    private static Refused broken(Throwable failure) {
        return switch (failure) {
            case TimeoutException _ -> Refusal.TOO_SLOW.refused();
            case HttpException http -> EngineErrors.refusal(http.getCode()).refused();
            default -> Refusal.BAD_REQUEST.refused();
        };
    }

    /** The bytes so far. Grows with what comes, never with what is only announced. */
    private final class Body {
        private byte[] bytes;
        private int size;

        Body(byte[] first) {
            this.bytes = first;
        }

        /** Takes all that is there; true when that was the end. */
        boolean take(Request request) {
            for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
                if (Content.Chunk.isFailure(chunk)) {
                    throw broken(chunk.getFailure());
                }
                boolean last = chunk.isLast();
                try {
                    add(chunk);
                } finally {
                    chunk.release();
                }
                if (last) {
                    return true;
                }
            }
            return false;
        }

        private void add(Content.Chunk chunk) {
            int more = chunk.remaining();
            if (size + more > most) {
                throw Refusal.TOO_LARGE.refused();
            }
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.min(most, 2 * bytes.length)));
            }
            chunk.get(bytes, size, more);
            size += more;
        }

        byte[] whole() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }
}
