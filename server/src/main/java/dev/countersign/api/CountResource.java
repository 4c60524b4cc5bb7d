package dev.countersign.api;

import static dev.countersign.contract.Param.query;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.Shape;
import dev.countersign.contract.View;
import dev.countersign.core.Counts;
import dev.countersign.domain.Alarm;
import dev.countersign.domain.HourCount;
import dev.countersign.domain.HourCount.What;
import dev.countersign.domain.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What happened in a Service, hour by hour, and whom it happens to too often, as operators see it. */
final class CountResource {
    private static final String SERVICE = SessionCookie.PATH + "/Services/{ServiceSid}";
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(31);

    /** Before it nothing was counted, and it is the last that has a date of four digits. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    static final Param<Instant> SINCE = query("Since", Shape.instant());
    static final Param<Instant> UNTIL = query("Until", Shape.instant());

    /** Some hours that were asked for. */
    private record Span(Instant since, Instant until, List<HourCount> hours) {}

    private static final View<HourCount> ANSWERS = new View<>(
            "AnswerSeconds",
            IntStream.rangeClosed(0, HourCount.WITHIN_SECONDS.size())
                    .mapToObj(nth -> View.number(
                            nth < HourCount.WITHIN_SECONDS.size() ? "le_" + HourCount.WITHIN_SECONDS.get(nth) : "more",
                            (HourCount h) -> Math.toIntExact(h.answered(nth))))
                    .toList());

    private static final View<HourCount> HOUR = new View<>(
            "HourCount",
            Stream.of(
                            Stream.of(View.instant("hour", HourCount::hour)),
                            Stream.of(What.values()).map(CountResource::number),
                            Stream.of(View.object("answer_seconds", Function.<HourCount>identity(), ANSWERS)))
                    .flatMap(s -> s)
                    .toList());

    private static final View<Span> VIEW = View.of(
            "Counts",
            View.instant("since", Span::since),
            View.instant("until", Span::until),
            View.objects("hours", Span::hours, HOUR));

    private static final View<Alarm> ALARM = View.of(
            "Alarm",
            View.text("identity", a -> a.identity().text()),
            View.number("denied", Alarm::denied),
            View.number("unanswered", Alarm::unanswered),
            View.instant("since", Alarm::since));

    private static final View<List<Alarm>> ALARMS =
            View.of("Alarms", View.objects("alarms", Function.identity(), ALARM));

    private final Counts counts;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    CountResource(Counts counts, Consumer<Call> service) {
        this.counts = counts;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.get(SERVICE + "/Counts")
                        .takes(Paths.SERVICE_SID, SINCE, UNTIL)
                        .within(service)
                        .gives(200, VIEW, this::span),
                Endpoint.get(SERVICE + "/Alarms")
                        .takes(Paths.SERVICE_SID)
                        .within(service)
                        .gives(
                                200,
                                ALARMS,
                                call -> counts.alarms(call.caller().account(), call.get(Paths.SERVICE_SID))));
    }

    private Span span(Call call) {
        Instant until = within(UNTIL, call.find(UNTIL, counts.now()));
        Instant since = within(SINCE, call.find(SINCE, until.minus(USUAL)));
        if (!since.isBefore(until) || since.plus(LONGEST).isBefore(until)) {
            throw Refusal.INVALID_PARAMETER.refused(
                    SINCE.name() + " must be before " + UNTIL.name() + ", by " + LONGEST.toDays() + " days at most");
        }
        return new Span(since, until, counts.hours(call.caller().account(), call.get(Paths.SERVICE_SID), since, until));
    }

    private static Instant within(Param<Instant> param, Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw Refusal.INVALID_PARAMETER.refused(param.name() + " must be from " + FIRST + " to " + LAST);
        }
        return instant;
    }

    private static View.Field<HourCount> number(What what) {
        return View.number(what.name().toLowerCase(Locale.ROOT), h -> Math.toIntExact(h.count(what)));
    }
}
