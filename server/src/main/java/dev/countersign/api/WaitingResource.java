package dev.countersign.api;

import static dev.countersign.contract.Param.query;
import static dev.countersign.contract.Shape.number;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Endpoint.Gives;
import dev.countersign.contract.Feed;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Being told instead of asking again and again: of a challenge, how it ends; of a factor, what it is asked. */
final class WaitingResource {
    /** Below the minute after which proxies and clients commonly give up. */
    static final Param<Integer> WAIT_SECONDS = query("WaitSeconds", number(0, 55));

    static final String EVENT = "challenge";

    /** No challenge lives longer, so its stream ends with it. */
    private static final Duration BEYOND_EVERY_CHALLENGE = Duration.ofMinutes(62);

    /** A backend's credentials have no end of their own: it shows them again from time to time. */
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** As what a push to the device carries. */
    static final View<Challenge> ASKED = View.of(
            "ChallengeEvent",
            View.text("challenge_sid", c -> c.sid().text()),
            View.text("factor_sid", c -> c.factor().text()),
            View.oneOf("type", List.of("verify_push_challenge"), _ -> "verify_push_challenge"));

    private final Api.Deeds deeds;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    WaitingResource(Api.Deeds deeds, Consumer<Call> service) {
        this.deeds = deeds;
        this.service = service;
    }

    Runnable changes(Call call, Runnable wake) {
        return deeds.watchers().add(Paths.person(call), Paths.own(call), wake);
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.get(Paths.CHALLENGES + "/{Sid}/Events")
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.CHALLENGE)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .gives(stream(ChallengeResource.VIEW, BEYOND_EVERY_CHALLENGE), this::ending),
                Endpoint.get(Paths.FACTORS + "/{Sid}/Events")
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .refuses(Refusal.INVALID_PARAMETER)
                        .gives(stream(ASKED, AN_HOUR), this::asked));
    }

    private Gives.Stream<Challenge> stream(View<Challenge> view, Duration longest) {
        return new Gives.Stream<>(EVENT, view, c -> c.sid().text(), this::changes, longest);
    }

    /** Nothing until the challenge is answered or expires, and then the challenge. */
    private Feed<Challenge> ending(Call call) {
        Person person = Paths.person(call);
        ChallengeSid sid = call.get(Paths.CHALLENGE);
        return () -> {
            deeds.callers().mustStillStand(call.caller());
            Challenge c = deeds.challenges().find(person, sid);
            Paths.mustBeOwn(call, c.factor());
            return c.state().status() == Status.PENDING
                    ? new Feed.Batch<>(List.of(), false, c.expires())
                    : new Feed.Batch<>(List.of(c), true, null);
        };
    }

    private Feed<Challenge> asked(Call call) {
        FactorSid factor = call.get(Paths.FACTOR);
        Paths.mustBeOwn(call, factor);
        Asked asked = new Asked(deeds, Paths.person(call), factor);
        return () -> {
            deeds.callers().mustStillStand(call.caller());
            return asked.next();
        };
    }

    /** Each pending challenge of one push factor, once: those there are, then those that come. */
    private static final class Asked implements Feed<Challenge> {
        // The newest thousand pending at once: nobody answers more of them in their five minutes.
        private static final Slice PENDING = new Slice(Slice.LARGEST, null, false, true);

        private final Api.Deeds deeds;
        private final Person person;
        private final FactorSid factor;
        private Set<ChallengeSid> told = Set.of();

        Asked(Api.Deeds deeds, Person person, FactorSid factor) {
            this.deeds = deeds;
            this.person = person;
            this.factor = factor;
        }

        @Override
        public Batch<Challenge> next() {
            if (deeds.factors().find(person, factor).type() != Factor.Type.PUSH) {
                throw Refusal.INVALID_PARAMETER.refused("Sid must be a push factor's");
            }
            List<Challenge> pending = deeds.challenges()
                    .list(person, new Challenge.Filter(factor, Status.PENDING), PENDING)
                    .rows()
                    .reversed();
            List<Challenge> fresh =
                    pending.stream().filter(c -> !told.contains(c.sid())).toList();
            // What is pending no longer is forgotten: it does not come back.
            told = pending.stream().map(Challenge::sid).collect(Collectors.toUnmodifiableSet());
            return new Batch<>(fresh, false, null);
        }
    }
}
