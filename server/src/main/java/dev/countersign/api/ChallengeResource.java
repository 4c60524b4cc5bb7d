package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Param.query;
import static dev.countersign.contract.Shape.instant;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.strings;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Dates;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Json;
import dev.countersign.contract.JsonTree;
import dev.countersign.contract.Param;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Shape;
import dev.countersign.contract.Text;
import dev.countersign.contract.Unfit;
import dev.countersign.contract.View;
import dev.countersign.core.Challenges;
import dev.countersign.core.Challenges.Details;
import dev.countersign.core.Challenges.NewChallenge;
import dev.countersign.core.Challenges.Outcome;
import dev.countersign.core.Challenges.Response;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Refusal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Challenges as the world sees them: every name, limit and field of the resource is on this page. */
final class ChallengeResource {
    static final int LONGEST_MESSAGE = 256;
    static final int LONGEST_LABEL = 36;
    static final int LONGEST_VALUE = 128;
    static final int MOST_FIELDS = 20;
    private static final String STATUS = "status";

    static final Param<FactorSid> FACTOR_SID =
            form("FactorSid", Paths.A_FACTOR_SID).required();
    static final Param<Instant> EXPIRATION_DATE = form("ExpirationDate", instant());
    static final Param<String> MESSAGE = form("Details.Message", text(1, LONGEST_MESSAGE));
    static final Param<Map<String, String>> FIELDS =
            form("Details.Fields", field()).repeated();
    static final Param<String> HIDDEN_DETAILS =
            form("HiddenDetails", strings(1024)).json();
    // spec Verify 4.1: what a code must look like depends on the factor, so it is looked at with it
    static final Param<String> CODE = form("AuthPayload", text(1, 49_152));
    static final Param<String> AUTH_PAYLOAD = CODE.required();
    static final Param<String> METADATA = form("Metadata", strings(1024)).json();

    static final Param<FactorSid> OF_FACTOR = query("FactorSid", Paths.A_FACTOR_SID);
    static final Param<Status> OF_STATUS = query("Status", oneOf(List.of(Status.values()), Status::word));
    static final Param<String> ORDER = query("Order", oneOf(List.of("asc", "desc"), Function.identity()));

    /** What a device signs of a challenge: names of the view, none of which can change before the answer comes. */
    // spec Verify 4.4: listed without spaces, in a header of its own
    private static final List<String> SIGNED = List.of(
            "account_sid",
            "service_sid",
            "identity",
            "factor_sid",
            "sid",
            "date_created",
            "expiration_date",
            STATUS,
            "details",
            "hidden_details");

    private static final List<Reply.Header> SIGNATURE_FIELDS =
            List.of(new Reply.Header("Twilio-Verify-Signature-Fields", String.join(",", SIGNED)));

    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::word).toList();

    static final View<Challenge> VIEW = View.of(
            "Challenge",
            View.text("sid", c -> c.sid().text()),
            View.text("account_sid", c -> c.person().account().text()),
            View.text("service_sid", c -> c.person().service().text()),
            View.text("entity_sid", c -> c.entity().text()),
            View.text("identity", c -> c.person().identity().text()),
            View.text("factor_sid", c -> c.factor().text()),
            View.instant("date_created", c -> c.sid().created()),
            View.instant("date_updated", Challenge::updated),
            View.instant("date_responded", c -> c.state().responded()),
            View.instant("expiration_date", Challenge::expires),
            View.oneOf(STATUS, STATUSES, c -> c.state().status().word()),
            // spec Verify 4.2: no source says when the other two reasons occur
            View.oneOf("responded_reason", List.of("none", "not_needed", "not_requested"), _ -> "none"),
            View.frozen("details", Challenge::details),
            View.frozen("hidden_details", Challenge::hiddenDetails),
            View.frozen("metadata", Challenge::metadata),
            View.oneOf("factor_type", FactorResource.TYPE_WORDS, c -> c.type().word()),
            View.url("url", ChallengeResource::path),
            View.object(
                    "links",
                    Function.identity(),
                    View.<Challenge>of("ChallengeLinks", View.url("notifications", c -> path(c) + "/Notifications"))));

    private static final Map<String, Answer> ANSWERS =
            Arrays.stream(Answer.values()).collect(Collectors.toMap(Answer::word, Function.identity()));

    private static final View<Outcome> ANSWERED = VIEW.through("Challenge", Outcome::challenge);

    private final Challenges challenges;
    private final Consumer<Call> service;
    private final BiFunction<Call, Runnable, Runnable> changes;

    /**
     * @param service refuses where the path's Service does not stand
     * @param changes where to hear of changes
     */
    ChallengeResource(Challenges challenges, Consumer<Call> service, BiFunction<Call, Runnable, Runnable> changes) {
        this.challenges = challenges;
        this.service = service;
        this.changes = changes;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.CHALLENGES + "/{Sid}";
        return List.of(
                Endpoint.post(Paths.CHALLENGES)
                        .takes(
                                Paths.SERVICE_SID,
                                Paths.IDENTITY,
                                FACTOR_SID,
                                EXPIRATION_DATE,
                                MESSAGE,
                                FIELDS,
                                HIDDEN_DETAILS,
                                CODE)
                        .within(service)
                        .refuses(Refusal.FACTOR_UNVERIFIED, Refusal.FACTOR_DISABLED, Refusal.TOO_MANY_CHALLENGES)
                        .gives(201, ANSWERED, outcome -> tells("created", outcome), this::create),
                Endpoint.get(Paths.CHALLENGES)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, OF_FACTOR, OF_STATUS, ORDER)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .lists(
                                "challenges",
                                VIEW,
                                c -> c.sid().id(),
                                call -> call.find(ORDER, "asc").equals("desc"),
                                (call, slice) -> challenges.list(
                                        Paths.person(call),
                                        new Challenge.Filter(asked(call), call.find(OF_STATUS)),
                                        slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.CHALLENGE, WaitingResource.WAIT_SECONDS)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .gives(
                                new Endpoint.Gives.Awaited<>(
                                        new Endpoint.Gives.One<>(
                                                200, VIEW, _ -> Map.of(), ChallengeResource::signatureFields),
                                        WaitingResource.WAIT_SECONDS,
                                        changes,
                                        c -> c.state().status() != Status.PENDING,
                                        Challenge::expires),
                                this::find),
                Endpoint.post(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.CHALLENGE, AUTH_PAYLOAD, METADATA)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .refuses(
                                Refusal.CHALLENGE_VERIFICATION_FAILED,
                                Refusal.CHALLENGE_EXPIRED,
                                Refusal.CHALLENGE_ANSWERED,
                                Refusal.FACTOR_UNVERIFIED,
                                Refusal.FACTOR_DISABLED,
                                Refusal.CHALLENGE_ATTEMPTS_SPENT)
                        .gives(200, ANSWERED, outcome -> tells("answered", outcome), this::answer));
    }

    private Outcome create(Call call) {
        return challenges.create(
                Paths.person(call),
                new NewChallenge(
                        call.get(FACTOR_SID),
                        details(call.find(MESSAGE), call.all(FIELDS)),
                        call.find(HIDDEN_DETAILS),
                        call.find(EXPIRATION_DATE),
                        call.find(CODE)));
    }

    private Outcome answer(Call call) {
        return challenges.answer(
                Paths.person(call),
                call.get(Paths.CHALLENGE),
                new Response(
                        call.get(AUTH_PAYLOAD), call.find(METADATA), Paths.own(call), ChallengeResource::answerIn));
    }

    // spec Verify 4.3: a device lists its own factor's and asks for no other's
    private static @Nullable FactorSid asked(Call call) {
        FactorSid factor = call.find(OF_FACTOR);
        if (factor != null) {
            Paths.mustBeOwn(call, factor);
        }
        return factor == null ? Paths.own(call) : factor;
    }

    private Challenge find(Call call) {
        Challenge challenge = challenges.find(Paths.person(call), call.get(Paths.CHALLENGE));
        Paths.mustBeOwn(call, challenge.factor());
        return challenge;
    }

    private static List<Reply.Header> signatureFields(Challenge c) {
        return c.type() == Factor.Type.PUSH ? SIGNATURE_FIELDS : List.of();
    }

    /** What a device answered to this challenge; null where what it signed is not what we show of it. */
    // spec Verify 5.5: every listed field but the status is what was shown, compared as JSON; the status is the answer
    private static @Nullable Answer answerIn(Challenge challenge, byte[] signed) {
        Map<String, @Nullable Object> said;
        try {
            said = JsonTree.object(signed);
        } catch (Unfit e) {
            return null;
        }
        Map<String, @Nullable Object> shown = VIEW.tree(challenge, SIGNED);
        boolean same = SIGNED.stream()
                .filter(name -> !name.equals(STATUS))
                .allMatch(name -> said.containsKey(name) && JsonTree.same(said.get(name), shown.get(name)));
        return same && said.get(STATUS) instanceof String answer ? ANSWERS.get(answer) : null;
    }

    // spec Verify 4.2: message and fields, [] where there are none; no details at all, null
    private static @Nullable Details details(@Nullable String message, List<Map<String, String>> fields) {
        if (fields.size() > MOST_FIELDS) {
            throw Refusal.INVALID_PARAMETER.refused("Details.Fields must be at most " + MOST_FIELDS);
        }
        if (message == null && fields.isEmpty()) {
            return null;
        }
        return new Details(message, date -> {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>();
            kept.put("message", message);
            kept.put("fields", fields);
            if (date != null) {
                kept.put("date", Dates.utc(date));
            }
            return Json.text(kept);
        });
    }

    private static Shape<Map<String, String>> field() {
        return Shape.json("A JSON object with the strings label and value", json -> {
            Map<String, String> members = Json.strings(json);
            Map<String, String> kept = new LinkedHashMap<>();
            kept.put("label", part(members, "label", LONGEST_LABEL));
            kept.put("value", part(members, "value", LONGEST_VALUE));
            return kept;
        });
    }

    private static String part(Map<String, String> field, String name, int longest) {
        String text = field.get(name);
        if (text == null) {
            throw new Unfit("must have a label and a value");
        }
        if (Text.length(text) > longest) {
            throw new Unfit("must have a " + name + " of at most " + longest + " characters");
        }
        return text;
    }

    private static Map<String, String> tells(String deed, Outcome outcome) {
        Challenge c = outcome.challenge();
        Map<String, String> told = new LinkedHashMap<>();
        told.put("challenge", c.sid().text());
        told.put("factor", c.factor().text());
        told.put("factor_type", c.type().word());
        told.put(
                "outcome",
                switch (outcome.verdict()) {
                    case NONE_GIVEN -> deed;
                    case RIGHT -> c.state().status().word();
                    case WRONG -> "wrong_code";
                    case WRONG_AND_DISABLING -> "wrong_code_disabled";
                });
        if (outcome.silence() != null) {
            told.put("withheld", outcome.silence().word());
        }
        return told;
    }

    private static String path(Challenge c) {
        return Paths.entity(c.person()) + "/Challenges/" + c.sid().text();
    }
}
