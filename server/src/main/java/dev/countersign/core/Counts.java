package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Alarm;
import dev.countersign.domain.HourCount;
import dev.countersign.domain.Identity;
import dev.countersign.domain.ServiceSid;
import dev.countersign.store.CountTable;
import dev.countersign.store.CountTable.Seen;
import dev.countersign.store.Db;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What happened in a Service, in numbers, and whom it happened to too often. */
public final class Counts {
    /** Looked at anew no oftener, for all Services together, however many pages ask. */
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(5);

    private static final int MOST_ALARMS = 100;

    private final Db db;
    private final LongSupplier nanos;
    private Map<ServiceSid, List<Alarm>> alarms = Map.of();
    private long looked;
    private boolean known;

    /** @param nanos a stopwatch */
    public Counts(Db db, LongSupplier nanos) {
        this.db = db;
        this.nanos = nanos;
    }

    /** Every hour from the one that {@code since} is in up to {@code until}, the first first. */
    public List<HourCount> hours(AccountSid account, ServiceSid service, Instant since, Instant until) {
        Instant first = HourCount.hourOf(since);
        List<HourCount> kept = db.read(tx -> {
            Entities.mustStand(tx, account, service);
            return new CountTable(tx).list(service, first, until);
        });
        Map<Instant, HourCount> byHour = new HashMap<>();
        kept.forEach(count -> byHour.put(count.hour(), count));
        List<HourCount> all = new ArrayList<>();
        for (Instant hour = first; hour.isBefore(until); hour = hour.plusSeconds(3600)) {
            HourCount count = byHour.get(hour);
            all.add(count == null ? new HourCount(service, hour) : count);
        }
        return all;
    }

    public Instant now() {
        return db.clock().instant();
    }

    /** Those to whom it happens too often just now, the worst first. */
    public List<Alarm> alarms(AccountSid account, ServiceSid service) {
        boolean stands = db.read(tx -> {
            Entities.mustStand(tx, account, service);
            return true;
        });
        return stands ? all().getOrDefault(service, List.of()) : List.of();
    }

    private synchronized Map<ServiceSid, List<Alarm>> all() {
        long now = nanos.getAsLong();
        if (!known || now - looked >= REMEMBERED) {
            alarms = look(db.clock().instant());
            looked = now;
            known = true;
        }
        return alarms;
    }

    private record Whose(ServiceSid service, Identity identity) {}

    private Map<ServiceSid, List<Alarm>> look(Instant now) {
        Map<Whose, Alarm> found = new HashMap<>();
        Instant from = now.minus(Alarm.LOOKED_AT);
        new Walk(db).challenges(from, now, c -> {
            boolean denied = c.answered() != null && !c.approved();
            Instant created = Walk.time(c.sid());
            boolean unanswered = c.answered() == null
                    && c.push()
                    && created.plus(Alarm.PATIENCE).isBefore(now);
            if (denied || unanswered) {
                found.merge(new Whose(c.service(), c.identity()), one(c, denied, created), Counts::both);
            }
        });
        Map<ServiceSid, List<Alarm>> byService = new HashMap<>();
        found.forEach((whose, alarm) -> {
            if (alarm.denied() + alarm.unanswered() >= Alarm.FEWEST) {
                byService
                        .computeIfAbsent(whose.service(), _ -> new ArrayList<>())
                        .add(alarm);
            }
        });
        byService.replaceAll((_, all) -> all.stream()
                .sorted(Comparator.comparingInt((Alarm a) -> -a.denied() - a.unanswered())
                        .thenComparing(a -> a.identity().text()))
                .limit(MOST_ALARMS)
                .toList());
        return byService;
    }

    private static Alarm one(Seen c, boolean denied, Instant created) {
        return new Alarm(c.identity(), denied ? 1 : 0, denied ? 0 : 1, created);
    }

    private static Alarm both(Alarm a, Alarm b) {
        return new Alarm(
                a.identity(),
                a.denied() + b.denied(),
                a.unanswered() + b.unanswered(),
                a.since().isBefore(b.since()) ? a.since() : b.since());
    }
}
