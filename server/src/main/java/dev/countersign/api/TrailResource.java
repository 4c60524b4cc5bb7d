package dev.countersign.api;

import static dev.countersign.contract.Param.query;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Json;
import dev.countersign.contract.Param;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.View;
import dev.countersign.core.Trails;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Sid;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trails as operators see them: what happened to a person, the latest first. */
final class TrailResource {
    private static final String PATH = SessionCookie.PATH + "/Services/{ServiceSid}/Entities/{Identity}/Trail";

    static final Param<FactorSid> OF_FACTOR = query("FactorSid", Paths.A_FACTOR_SID);
    static final Param<ChallengeSid> OF_CHALLENGE = query("ChallengeSid", Paths.CHALLENGE.shape());

    private static final List<String> TYPES =
            Arrays.stream(Mark.Type.values()).map(Mark.Type::word).toList();

    static final View<Mark> VIEW = View.of(
            "Mark",
            View.text("sid", m -> m.sid().text()),
            View.instant("date_created", Mark::made),
            View.number("milliseconds", m -> Math.floorMod(m.made().toEpochMilli(), 1000)),
            View.oneOf("type", TYPES, m -> m.type().word()),
            View.text("factor_sid", m -> text(m.factor())),
            View.text("challenge_sid", m -> text(m.challenge())),
            View.frozen("details", TrailResource::details));

    private final Trails trails;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    TrailResource(Trails trails, Consumer<Call> service) {
        this.trails = trails;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(Endpoint.get(PATH)
                .takes(Paths.SERVICE_SID, Paths.IDENTITY, OF_FACTOR, OF_CHALLENGE)
                .within(service)
                .lists(
                        "trail",
                        VIEW,
                        m -> m.sid().id(),
                        _ -> true,
                        (call, slice) -> trails.list(
                                Paths.person(call),
                                new Mark.Filter(call.find(OF_FACTOR), call.find(OF_CHALLENGE)),
                                slice)));
    }

    private static @Nullable String text(@Nullable Sid sid) {
        return sid == null ? null : sid.text();
    }

    private static String details(Mark m) {
        Mark.About about = m.about();
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        switch (m.type()) {
            case CHALLENGE_PUSHED, CHALLENGE_PUSH_FAILED, PUSH_TOKEN_LOST -> {
                details.put("platform", about.word());
                details.put("answer", about.answer());
            }
            case CHALLENGE_WRONG_CODE -> details.put("drift_steps", about.number());
            case CHALLENGE_REFUSED -> {
                details.put("code", about.number());
                details.put("message", about.answer());
            }
            case WEBHOOK_TOLD -> {
                details.put("webhook_sid", text(about.other()));
                details.put("type", about.word());
                details.put("reached", Long.valueOf(1).equals(about.number()));
                details.put("answer", about.answer());
            }
            case ENTITY_CREATED,
                    FACTOR_CREATED,
                    FACTOR_VERIFIED,
                    FACTOR_UPDATED,
                    FACTOR_DELETED,
                    FACTOR_DISABLED,
                    CHALLENGE_CREATED,
                    CHALLENGE_APPROVED,
                    CHALLENGE_DENIED -> {}
        }
        return Json.text(details);
    }
}
