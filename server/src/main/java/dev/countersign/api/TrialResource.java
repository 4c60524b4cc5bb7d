package dev.countersign.api;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.View;
import dev.countersign.core.Trials;
import dev.countersign.core.Trials.Tried;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Trying out a Webhook, and what came of it. */
final class TrialResource {
    private static final String PATH = SessionCookie.PATH + "/Services/{ServiceSid}/Webhooks/{Sid}/Test";

    static final View<Tried> VIEW = View.of(
            "WebhookTest",
            View.flag("delivered", Tried::delivered),
            View.text("answer", Tried::answer),
            View.number("milliseconds", Tried::milliseconds));

    private final Trials trials;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    TrialResource(Trials trials, Consumer<Call> service) {
        this.trials = trials;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(Endpoint.post(PATH)
                .takes(Paths.SERVICE_SID, Paths.WEBHOOK)
                .within(service)
                .gives(200, VIEW, tried -> Map.of("delivered", String.valueOf(tried.delivered())), this::send));
    }

    private Tried send(Call call) {
        return trials.send(call.caller().account(), call.get(Paths.SERVICE_SID), call.get(Paths.WEBHOOK));
    }
}
