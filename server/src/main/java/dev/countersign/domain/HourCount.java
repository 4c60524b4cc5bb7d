package dev.countersign.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What happened in a Service within an hour, added up. Counted on while it is added up, and by one thread. */
public final class HourCount {
    /** What is counted. */
    public enum What {
        CREATED,
        APPROVED,
        DENIED,
        EXPIRED,
        WRONG_CODES,
        PUSHES_FAILED,
        EVENTS_SENT,
        EVENTS_FAILED
    }

    /** Answers that took so many seconds at most, and not as few as the one before says; the last takes all the rest. */
    public static final List<Integer> WITHIN_SECONDS = List.of(5, 15, 30, 60, 120, 300);

    private final ServiceSid service;
    private final Instant hour;
    private final Map<What, Long> counts = new EnumMap<>(What.class);
    private final long[] answered = new long[WITHIN_SECONDS.size() + 1];

    public HourCount(ServiceSid service, Instant hour) {
        this.service = service;
        this.hour = hour;
    }

    /** One that was kept: what was counted in the order of {@link What}, and answers in that of the seconds. */
    public static HourCount of(ServiceSid service, Instant hour, List<Long> numbers) {
        HourCount count = new HourCount(service, hour);
        What[] all = What.values();
        for (int i = 0; i < all.length; i++) {
            count.counts.put(all[i], numbers.get(i));
        }
        for (int i = 0; i < count.answered.length; i++) {
            count.answered[i] = numbers.get(all.length + i);
        }
        return count;
    }

    /** The other way round. */
    public List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        for (What what : What.values()) {
            numbers.add(count(what));
        }
        Arrays.stream(answered).forEach(numbers::add);
        return numbers;
    }

    public ServiceSid service() {
        return service;
    }

    public Instant hour() {
        return hour;
    }

    public long count(What what) {
        return counts.getOrDefault(what, 0L);
    }

    /** How many answers took that long: {@code nth} of the seconds, or the rest. */
    public long answered(int nth) {
        return answered[nth];
    }

    public void add(What what) {
        counts.merge(what, 1L, Long::sum);
    }

    public void answeredAfter(long seconds) {
        int nth = 0;
        while (nth < WITHIN_SECONDS.size() && seconds > WITHIN_SECONDS.get(nth)) {
            nth++;
        }
        answered[nth]++;
    }

    /** The hour that an instant is in. */
    public static Instant hourOf(Instant instant) {
        return instant.truncatedTo(ChronoUnit.HOURS);
    }
}
