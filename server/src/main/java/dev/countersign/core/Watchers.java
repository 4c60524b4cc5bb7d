package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.Peers;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear when something about somebody may have changed. They are told after the commit and not what changed:
 * they look again. Whoever watches before they look misses nothing. Of what other servers on the same database do it hears
 * through {@link Peers}, and tells them of what is done here.
 */
public final class Watchers implements Peers.Listener {
    /** Of one person at once; whoever comes beyond it is refused, so that nobody can end another's wait by waiting too. */
    public static final int MOST = 64;

    /** Of these, by one device. */
    public static final int MOST_OF_DEVICE = 8;

    /** Compared by identity: the same deed may be wanted twice. */
    @SuppressWarnings("ClassCanBeRecord") // two who watch the same are not one
    private static final class Watcher {
        private final ServiceSid service;
        private final @Nullable FactorSid device;
        private final Runnable wake;

        Watcher(ServiceSid service, @Nullable FactorSid device, Runnable wake) {
            this.service = service;
            this.device = device;
            this.wake = wake;
        }
    }

    /** A person, as whoever asks names them: another account's words for somebody are nobody's place. */
    private record Place(AccountSid account, Sid.Id person) {}

    private final ConcurrentHashMap<Place, List<Watcher>> people = new ConcurrentHashMap<>();
    private final Peers peers;

    public Watchers(Peers peers) {
        this.peers = peers;
        peers.listen(this);
    }

    /**
     * From now on runs {@code wake} after each change; it must be quick.
     *
     * @param device the one that asks; null where a backend does
     * @return ends that; may be run more than once
     */
    public Runnable add(Person person, @Nullable FactorSid device, Runnable wake) {
        Watcher watcher = new Watcher(person.service(), device, wake);
        Place place = new Place(person.account(), person.key());
        people.compute(place, (_, others) -> {
            if (others == null) {
                return List.of(watcher);
            }
            if (others.size() >= MOST) {
                throw Refusal.TOO_MANY_REQUESTS.refused("too many wait for this identity at once");
            }
            // So that one phone cannot leave the others, and the backend, without a place.
            if (device != null
                    && others.stream().filter(w -> device.equals(w.device)).count() >= MOST_OF_DEVICE) {
                throw Refusal.TOO_MANY_REQUESTS.refused("this device waits too often at once");
            }
            return Stream.concat(others.stream(), Stream.of(watcher)).toList();
        });
        return () -> remove(place, watcher);
    }

    private void remove(Place place, Watcher watcher) {
        people.computeIfPresent(place, (_, all) -> {
            List<Watcher> others = all.stream().filter(w -> w != watcher).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Something of this person's was written. */
    public void changed(Person person) {
        changed(person.account(), person.key());
        peers.changed(person.account(), person.key());
    }

    @Override
    public void changed(AccountSid account, Sid.Id person) {
        List<Watcher> all = people.get(new Place(account, person));
        if (all != null) {
            all.forEach(w -> w.wake.run());
        }
    }

    /** The Service is gone, and with it everything below it. */
    void removed(ServiceSid service) {
        removed(service.id());
        peers.removed(service.id());
    }

    @Override
    public void removed(Sid.Id service) {
        people.values()
                .forEach(all ->
                        all.stream().filter(w -> w.service.id().equals(service)).forEach(w -> w.wake.run()));
    }

    @Override
    public void missed() {
        people.values().forEach(all -> all.forEach(w -> w.wake.run()));
    }

    /** How many watch. */
    int count() {
        return people.values().stream().mapToInt(List::size).sum();
    }
}
