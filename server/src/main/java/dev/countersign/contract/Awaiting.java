package dev.countersign.contract;

import dev.countersign.domain.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** Looks at one resource until it is settled. */
final class Awaiting<R> implements Wait.Look {
    private static final byte[] NONE = new byte[0];

    private final Endpoint<R> endpoint;
    private final Endpoint.Gives.Awaited<R> gives;
    private final Call call;
    private final Function<RuntimeException, Reply> no;

    Awaiting(Endpoint<R> endpoint, Endpoint.Gives.Awaited<R> gives, Call call, Function<RuntimeException, Reply> no) {
        this.endpoint = endpoint;
        this.gives = gives;
        this.call = call;
        this.no = no;
    }

    Answer begin(int seconds) {
        return Wait.begin(
                new Wait.Terms(Wait.Form.REPLY, Duration.ofSeconds(seconds), null),
                told(call.caller(), Map.of()),
                wake -> gives.changes().apply(call, wake),
                this);
    }

    @Override
    public Wait.Turn again() {
        R found = endpoint.handle(call);
        return gives.settled().test(found) ? new Wait.Turn.Over(reply(found)) : still(found);
    }

    private Wait.Turn still(R found) {
        Instant until = gives.settles().apply(found);
        return new Wait.Turn.Still(NONE, until);
    }

    @Override
    public Reply last(Wait.Why why) {
        return reply(endpoint.handle(call));
    }

    @Override
    public Reply refused(RuntimeException refusal) {
        Reply reply = no.apply(refusal);
        Reply.Told told = reply.told();
        return new Reply(
                reply.status(),
                reply.headers(),
                reply.body(),
                new Reply.Told(label(), told.account(), told.code(), told.more()));
    }

    private Reply reply(R found) {
        Reply reply = endpoint.one(gives.one(), call, found);
        return new Reply(
                reply.status(),
                reply.headers(),
                reply.body(),
                told(call.caller(), gives.one().tells().apply(found)));
    }

    private Reply.Told told(Caller caller, Map<String, String> more) {
        return endpoint.told(label(), caller, more);
    }

    /** A name of its own, so that those who wait do not look like slow answers in the metrics. */
    private String label() {
        return endpoint.name() + "?" + gives.seconds().name();
    }
}
