package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Sid;
import org.jspecify.annotations.Nullable;

/**
 * The other servers that work on the same database. They are told whose rows were written here, soon after the commit and
 * never inside it; what is told may be lost, and then those who listen are told to look at everything again.
 */
public interface Peers {
    /** Nobody else has this record open. */
    Peers NONE = new Peers() {
        @Override
        public void changed(AccountSid account, Sid.Id person) {}

        @Override
        public void removed(Sid.Id service) {}

        @Override
        public void listen(Listener listener) {}

        @Override
        public @Nullable Integer servers() {
            return 1;
        }
    };

    /** Something of that person's was written. Neither waits nor throws. */
    void changed(AccountSid account, Sid.Id person);

    /** A Service is gone, and with it everything below it. Neither waits nor throws. */
    void removed(Sid.Id service);

    /** From now on hears what the others tell; there is one listener at most. */
    void listen(Listener listener);

    /** How many servers have this record open, this one among them, as far as they are heard; null where nobody listens. */
    @Nullable
    Integer servers();

    /** Who hears of what the others wrote. Called on a thread of the store's, so it must be quick and never throw. */
    interface Listener {
        void changed(AccountSid account, Sid.Id person);

        void removed(Sid.Id service);

        /** Some of what was told may have been lost: whoever waits for anything looks again. */
        void missed();
    }
}
