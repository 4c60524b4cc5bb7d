package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.domain.CredentialSid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Beyond that, what was longest not used is closed: it is made again when it is wanted. */
    private static final int MOST = 64;

    private final Map<CredentialSid, Made<I, M>> all = new LinkedHashMap<>(16, 0.75f, true);
    private final Function<I, M> make;
    private final Consumer<M> close;

    Kept(Function<I, M> make, Consumer<M> close) {
        this.make = make;
        this.close = close;
    }

    synchronized M of(CredentialSid sid, I identity) {
        Made<I, M> known = all.get(sid);
        if (known != null && known.of.equals(identity)) {
            return known.it;
        }
        forget(sid);
        Made<I, M> made = new Made<>(identity, make.apply(identity));
        all.put(sid, made);
        if (all.size() > MOST) {
            forget(all.keySet().iterator().next());
        }
        return made.it;
    }

    synchronized void forget(CredentialSid sid) {
        Made<I, M> made = all.remove(sid);
        if (made != null) {
            close.accept(made.it);
        }
    }

    synchronized void forgetAll() {
        List.copyOf(all.keySet()).forEach(this::forget);
    }
}
