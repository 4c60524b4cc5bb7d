package dev.countersign.core;

import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who wants to hear when something about somebody may have changed. They are told after the commit and not what changed:
 * they look again. Whoever watches before they look misses nothing. Knows of the deeds of this process only.
 */
public final class Watchers {
    /** Of one person at once; whoever comes beyond it is refused, so that nobody can end another's wait by waiting too. */
    public static final int MOST = 64;

    /** Compared by identity: the same deed may be wanted twice. */
    @SuppressWarnings("ClassCanBeRecord") // two who watch the same are not one
    private static final class Watcher {
        private final ServiceSid service;
        private final Runnable wake;

        Watcher(ServiceSid service, Runnable wake) {
            this.service = service;
            this.wake = wake;
        }
    }

    private final ConcurrentHashMap<Sid.Id, List<Watcher>> people = new ConcurrentHashMap<>();

    /**
     * From now on runs {@code wake} after each change; it must be quick.
     *
     * @return ends that; may be run more than once
     */
    public Runnable add(Person person, Runnable wake) {
        Watcher watcher = new Watcher(person.service(), wake);
        people.compute(person.key(), (_, others) -> {
            if (others == null) {
                return List.of(watcher);
            }
            if (others.size() >= MOST) {
                throw Refusal.TOO_MANY_REQUESTS.refused("too many wait for this identity at once");
            }
            return Stream.concat(others.stream(), Stream.of(watcher)).toList();
        });
        return () -> remove(person.key(), watcher);
    }

    private void remove(Sid.Id person, Watcher watcher) {
        people.computeIfPresent(person, (_, all) -> {
            List<Watcher> others = all.stream().filter(w -> w != watcher).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Something of this person's was written. */
    public void changed(Person person) {
        List<Watcher> all = people.get(person.key());
        if (all != null) {
            all.forEach(w -> w.wake.run());
        }
    }

    /** The Service is gone, and with it everything below it. */
    void removed(ServiceSid service) {
        people.values()
                .forEach(all ->
                        all.stream().filter(w -> w.service.equals(service)).forEach(w -> w.wake.run()));
    }

    /** How many watch. */
    int count() {
        return people.values().stream().mapToInt(List::size).sum();
    }
}
