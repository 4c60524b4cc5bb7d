package dev.countersign.http;

import dev.countersign.contract.Events;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Wait;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * One who reads a stream. Nothing is written before what was written last has left, and nothing is collected meanwhile:
 * the next look finds it. Whoever has not taken the last by the next heartbeat is let go.
 */
final class StreamWaiter extends Waiter {
    /** For whoever has something unread when we stop, in nanoseconds. */
    private static final long LAST_CHANCE = 1_000_000_000;

    private final long heartbeat;
    private final Callback written;
    private long nextBeat;
    private boolean writing;

    StreamWaiter(WaitingRoom room, Exchange exchange, Wait wait, Duration heartbeat) {
        super(room, exchange, wait);
        this.heartbeat = heartbeat.toNanos();
        this.nextBeat = now() + this.heartbeat;
        this.written = Callback.from(InvocationType.NON_BLOCKING, () -> signal(WRITTEN), _ -> signal(GONE));
    }

    @Override
    void started(byte[] events) {
        // Something at least: the answer's head goes out with it, and whoever waits for that knows that they are heard.
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(Events.HEARTBEAT);
        first.writeBytes(events);
        writing = true;
        room().desk()
                .answers()
                .begin(exchange(), new Reply(200, Events.HEADERS, first.toByteArray(), Reply.Told.NOTHING), written);
    }

    @Override
    void more(byte[] events) {
        if (events.length > 0) {
            write(events);
        }
    }

    private void write(byte[] text) {
        writing = true;
        Answers.goOn(exchange(), text, written);
    }

    @Override
    boolean busy(int seen) {
        if ((seen & WRITTEN) != 0) {
            writing = false;
        }
        if ((seen & STOP) != 0) {
            nextBeat = Math.min(nextBeat, now() + LAST_CHANCE);
        }
        if (now() - nextBeat >= 0) {
            if (writing) {
                abandon("slow");
                return true;
            }
            nextBeat = now() + heartbeat;
            write(Events.HEARTBEAT);
        }
        return writing;
    }

    @Override
    boolean writing() {
        return writing;
    }

    @Override
    long beat(long now) {
        return nextBeat - now;
    }

    @Override
    void end(Reply reply) {
        room().desk().answers().end(exchange(), reply);
    }

    @Override
    Reply faulty(Reply error) {
        return new Reply(200, Events.HEADERS, Events.error(error.body()), error.told());
    }

    @Override
    Reply lost(Reply.Told told) {
        return new Reply(200, List.of(), new byte[0], told);
    }
}
