package dev.countersign.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everybody outside. Answers as a test has it, and looks at what comes: an event has the same body each time, no two of
 * one factor are told at one URL at once, and no event before all those of its factor that came first have got through.
 */
final class Receivers implements Carrier {
    static final Outcome YES = new Outcome.Accepted("200");
    static final Outcome NO = new Outcome.Later(null, "HTTP 500");

    private static final Pattern FIELD = Pattern.compile("(?:^|&)(uuid|factor_sid)=([^&]*)");

    private final List<Parcel> came = Collections.synchronizedList(new ArrayList<>());
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> bodies = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, String> unfinished = new HashMap<>();
    private volatile Function<Parcel, Outcome> answer = _ -> YES;

    void answer(Function<Parcel, Outcome> next) {
        answer = next;
    }

    /** A latch at which whoever comes stands until it is opened; told by the other that they are there. */
    record Gate(CountDownLatch arrived, CountDownLatch open) {
        static Gate of(int arrivals) {
            return new Gate(new CountDownLatch(arrivals), new CountDownLatch(1));
        }

        void pass() {
            arrived.countDown();
            Receivers.await(open);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String field(Parcel.Event event, String name) {
        Matcher field = FIELD.matcher(event.body());
        while (field.find()) {
            if (field.group(1).equals(name)) {
                return field.group(2);
            }
        }
        throw new AssertionError("no " + name + " in " + event.body());
    }

    @Override
    public Outcome carry(Parcel parcel) {
        came.add(parcel);
        if (!(parcel instanceof Parcel.Event event)) {
            return answer.apply(parcel);
        }
        String line = field(event, "factor_sid") + " at " + event.url();
        String uuid = field(event, "uuid");
        begin(event, line, uuid);
        Outcome outcome = NO;
        try {
            outcome = answer.apply(parcel);
            return outcome;
        } finally {
            end(line, uuid, !(outcome instanceof Outcome.Later));
        }
    }

    private synchronized void begin(Parcel.Event event, String line, String uuid) {
        String before = bodies.putIfAbsent(uuid + line, event.body());
        if (before != null && !before.equals(event.body())) {
            faults.add("another body under the same id: " + event.body());
        }
        if (!underWay.add(line)) {
            faults.add("two at once: " + line);
        }
        String first = unfinished.putIfAbsent(line, uuid);
        if (first != null && !first.equals(uuid)) {
            faults.add(uuid + " overtakes " + first);
        }
    }

    private synchronized void end(String line, String uuid, boolean over) {
        underWay.remove(line);
        if (over) {
            unfinished.remove(line, uuid);
        }
    }

    /** What did not get through so far never will: what comes next overtakes nothing. */
    synchronized void givenUp() {
        unfinished.clear();
    }

    List<Parcel> came() {
        synchronized (came) {
            return List.copyOf(came);
        }
    }

    List<Parcel.Event> events() {
        return came().stream()
                .filter(Parcel.Event.class::isInstance)
                .map(Parcel.Event.class::cast)
                .toList();
    }

    List<Parcel.Push> pushes() {
        return came().stream()
                .filter(Parcel.Push.class::isInstance)
                .map(Parcel.Push.class::cast)
                .toList();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }
}
