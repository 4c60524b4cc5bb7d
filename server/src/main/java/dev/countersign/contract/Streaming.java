package dev.countersign.contract;

import dev.countersign.domain.Refusal;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a feed's events. */
final class Streaming<E> implements Wait.Look {
    private final Endpoint<Feed<E>> endpoint;
    private final Endpoint.Gives.Stream<E> gives;
    private final Call call;
    private final Function<RuntimeException, Reply> no;
    private @Nullable Feed<E> feed;

    Streaming(
            Endpoint<Feed<E>> endpoint,
            Endpoint.Gives.Stream<E> gives,
            Call call,
            Function<RuntimeException, Reply> no) {
        this.endpoint = endpoint;
        this.gives = gives;
        this.call = call;
        this.no = no;
    }

    Answer begin() {
        return Wait.begin(
                new Wait.Terms(Wait.Form.EVENTS, gives.longest(), call.caller().until()),
                told(),
                wake -> gives.changes().apply(call, wake),
                this);
    }

    @Override
    public Wait.Turn again() {
        Feed<E> from = feed == null ? endpoint.handle(call) : feed;
        feed = from;
        Feed.Batch<E> batch = endpoint.within(call, from::next);
        byte[] text = text(batch);
        return batch.last() ? new Wait.Turn.Over(over(text)) : new Wait.Turn.Still(text, batch.until());
    }

    private byte[] text(Feed.Batch<E> batch) {
        String base = call.request().base();
        Events events = new Events();
        for (E event : batch.events()) {
            byte[] json = Json.bytes(512, out -> gives.view().write(out, event, base));
            events.add(gives.event(), gives.id().apply(event), json);
        }
        return events.bytes();
    }

    @Override
    public Reply last(Wait.Why why) {
        return switch (why) {
            case PATIENCE, STOPPING -> over(new byte[0]);
            case CALLER -> refused(Refusal.UNAUTHENTICATED.refused("the token has expired"));
        };
    }

    @Override
    public Reply refused(RuntimeException refusal) {
        Reply reply = no.apply(refusal);
        return new Reply(200, Events.HEADERS, Events.error(reply.body()), reply.told());
    }

    private Reply over(byte[] text) {
        return new Reply(200, Events.HEADERS, text, told());
    }

    private Reply.Told told() {
        return endpoint.told(endpoint.name(), call.caller(), Map.of());
    }
}
