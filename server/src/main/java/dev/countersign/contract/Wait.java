package dev.countersign.contract;

import dev.countersign.domain.Refused;
import dev.countersign.domain.Unavailable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not answered yet, or not to its end. It hears of changes from the moment it is made; whoever holds it
 * looks again when it is woken, and when {@link Turn.Still#until} has come. It is looked at by one thread at a time, and
 * must be closed.
 */
public final class Wait implements Answer {
    /** What is waited for. */
    public enum Form {
        /** One reply, when it is there. */
        REPLY,
        /** Events, as they happen. */
        EVENTS
    }

    /** Why somebody stops waiting before what they wait for is there. */
    public enum Why {
        /** They have waited for as long as they were to. */
        PATIENCE,
        /** Their credentials are good no longer. */
        CALLER,
        /** This process is about to stop. */
        STOPPING
    }

    /**
     * How long somebody waits.
     *
     * @param until when their credentials end; null where they do not
     */
    public record Terms(
            Form form, Duration patience, @Nullable Instant until) {}

    /** What a look comes to. */
    public sealed interface Turn {
        /**
         * It goes on.
         *
         * @param events what is to be written now; empty where there is nothing, or one reply is waited for
         * @param until when to look again if nothing is heard of before; null where time alone changes nothing
         */
        record Still(byte[] events, @Nullable Instant until) implements Turn {}

        /** It is over. The reply to send; of a stream, its body is what is written last. */
        record Over(Reply reply) implements Turn {}
    }

    /** Looks at what is waited for. May block. */
    public interface Look {
        /** May refuse. */
        Turn again();

        /** What there is to say to somebody who waits no longer. May refuse. */
        Reply last(Why why);

        /** What a refusal is told as. */
        Reply refused(RuntimeException no);
    }

    /** Where to hear of changes. */
    @FunctionalInterface
    public interface Changes {
        /**
         * From now on runs {@code wake} after whatever may matter, in no time and on any thread. May refuse.
         *
         * @return ends that; may be run more than once
         */
        Runnable tell(Runnable wake);
    }

    private final Terms terms;
    private final Reply.Told told;
    private final Look look;
    private final Bell bell;
    private final Runnable end;
    private Turn.@Nullable Still first;

    private Wait(Terms terms, Reply.Told told, Look look, Bell bell, Runnable end, Turn.Still first) {
        this.terms = terms;
        this.told = told;
        this.look = look;
        this.bell = bell;
        this.end = end;
        this.first = first;
    }

    /** Listens, and only then looks, so that nothing falls between. A reply where there is nothing to wait for. */
    public static Answer begin(Terms terms, Reply.Told told, Changes changes, Look look) {
        Bell bell = new Bell();
        Runnable end = changes.tell(bell::ring);
        boolean waits = false;
        try {
            return switch (look.again()) {
                case Turn.Over(Reply reply) -> reply;
                case Turn.Still first -> {
                    waits = true;
                    yield new Wait(terms, told, look, bell, end, first);
                }
            };
        } finally {
            if (!waits) {
                end.run();
            }
        }
    }

    /** Rung before anybody is there to hear it, it is heard when they come. */
    private static final class Bell {
        private boolean rung;
        private @Nullable Runnable heard;

        void ring() {
            Runnable wake;
            synchronized (this) {
                rung = true;
                wake = heard;
            }
            if (wake != null) {
                wake.run();
            }
        }

        void hears(Runnable wake) {
            boolean early;
            synchronized (this) {
                heard = wake;
                early = rung;
            }
            if (early) {
                wake.run();
            }
        }
    }

    public Terms terms() {
        return terms;
    }

    /** For the log line and the counters of a wait that ends without a reply. */
    public Reply.Told told() {
        return told;
    }

    /** What the look came to with which the wait began; asked once. */
    public Turn.Still first() {
        Turn.Still begun = first;
        if (begun == null) {
            throw new IllegalStateException("a wait begins once");
        }
        first = null;
        return begun;
    }

    /** Who is to be woken; at once where something happened already. */
    public void wakes(Runnable wake) {
        bell.hears(wake);
    }

    public Turn again() {
        try {
            return look.again();
        } catch (Refused | Unavailable no) {
            return new Turn.Over(look.refused(no));
        }
    }

    public Reply last(Why why) {
        try {
            return look.last(why);
        } catch (Refused | Unavailable no) {
            return look.refused(no);
        }
    }

    /** Hears of nothing more. */
    public void close() {
        end.run();
    }
}
