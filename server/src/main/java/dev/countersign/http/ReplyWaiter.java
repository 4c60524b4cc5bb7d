package dev.countersign.http;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Wait;
import java.util.List;

/** One who waits for one reply. */
final class ReplyWaiter extends Waiter {
    /** Of nobody's making: there is no status for an answer that nobody waited for. Only our log and counters see it. */
    private static final int NOBODY_THERE = 499;

    ReplyWaiter(WaitingRoom room, Exchange exchange, Wait wait) {
        super(room, exchange, wait);
    }

    @Override
    void started(byte[] events) {
        // There is nothing to say before the reply.
    }

    @Override
    void more(byte[] events) {
        // Nor later.
    }

    @Override
    boolean busy(int seen) {
        return false;
    }

    @Override
    boolean writing() {
        return false;
    }

    @Override
    long beat(long now) {
        return Long.MAX_VALUE;
    }

    @Override
    void end(Reply reply) {
        room().desk().answers().send(exchange(), reply);
    }

    @Override
    Reply faulty(Reply error) {
        return error;
    }

    @Override
    Reply lost(Reply.Told told) {
        return new Reply(NOBODY_THERE, List.of(), new byte[0], told);
    }
}
