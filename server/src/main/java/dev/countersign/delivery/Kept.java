package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.domain.CredentialSid;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What was made of a Credential's identity, kept for as long as it stays the same identity: a connection, a token.
 *
 * @param <I> the kind of identity
 * @param <M> what is made of it
 */
final class Kept<I extends PushIdentity, M> {
    private record Made<I, M>(I of, M it) {}

    private final ConcurrentMap<CredentialSid, Made<I, M>> all = new ConcurrentHashMap<>();
    private final Function<I, M> make;
    private final Consumer<M> close;

    Kept(Function<I, M> make, Consumer<M> close) {
        this.make = make;
        this.close = close;
    }

    M of(CredentialSid sid, I identity) {
        return all.compute(sid, (_, known) -> {
                    if (known != null && known.of.equals(identity)) {
                        return known;
                    }
                    Made<I, M> made = new Made<>(identity, make.apply(identity));
                    if (known != null) {
                        close.accept(known.it);
                    }
                    return made;
                })
                .it;
    }

    void forget(CredentialSid sid) {
        Made<I, M> made = all.remove(sid);
        if (made != null) {
            close.accept(made.it);
        }
    }

    void forgetAll() {
        all.keySet().forEach(this::forget);
    }
}
