package dev.countersign.api;

import static dev.countersign.contract.Param.query;
import static dev.countersign.contract.Shape.oneOf;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.Deliveries;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Delivery;
import dev.countersign.domain.Delivery.Status;
import dev.countersign.domain.Event;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries as an operator sees them, which the Verify API does not have: every name of the resource is on this page.
 * What a Webhook is told is not shown.
 */
final class DeliveryResource {
    static final Param<Status> STATUS = query("Status", oneOf(List.of(Status.values()), Status::word));
    static final Param<String> ORDER = query("Order", oneOf(List.of("asc", "desc"), Function.identity()));

    private static final List<String> TYPES =
            Arrays.stream(Event.Type.values()).map(Event.Type::word).toList();
    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::word).toList();

    static final View<Delivery> VIEW = View.of(
            "Delivery",
            View.text("sid", d -> d.sid().text()),
            View.text("account_sid", d -> d.webhook().account().text()),
            View.text("service_sid", d -> d.webhook().service().text()),
            View.text("webhook_sid", d -> d.webhook().sid().text()),
            View.oneOf("event_type", TYPES, d -> d.type().word()),
            View.text("event_uuid", d -> Event.uuid(d.event()).toString()),
            View.text("factor_sid", d -> d.factor().text()),
            View.text("challenge_sid", DeliveryResource::challenge),
            View.oneOf("status", STATUSES, d -> d.status().word()),
            View.number("tries", Delivery::tries),
            View.text("last_answer", Delivery::answer),
            View.instant("date_next_try", Delivery::due),
            View.instant("date_sent", Delivery::sent),
            View.instant("date_created", d -> d.sid().created()),
            View.instant("date_updated", Delivery::updated),
            View.url("url", DeliveryResource::path));

    private final Deliveries deliveries;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    DeliveryResource(Deliveries deliveries, Consumer<Call> service) {
        this.deliveries = deliveries;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.DELIVERIES + "/{Sid}";
        return List.of(
                Endpoint.get(Paths.DELIVERIES)
                        .takes(Paths.SERVICE_SID, Paths.OF_WEBHOOK, STATUS, ORDER)
                        .within(service)
                        .lists(
                                "deliveries",
                                VIEW,
                                d -> d.sid().id(),
                                call -> call.find(ORDER, "desc").equals("desc"),
                                (call, slice) -> deliveries.list(place(call), call.find(STATUS), slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.OF_WEBHOOK, Paths.DELIVERY)
                        .within(service)
                        .gives(200, VIEW, call -> deliveries.find(place(call), call.get(Paths.DELIVERY))),
                Endpoint.post(one)
                        .takes(Paths.SERVICE_SID, Paths.OF_WEBHOOK, Paths.DELIVERY)
                        .within(service)
                        .gives(200, VIEW, call -> deliveries.sendAgain(place(call), call.get(Paths.DELIVERY))));
    }

    private static Deliveries.Place place(Call call) {
        return new Deliveries.Place(call.caller().account(), call.get(Paths.SERVICE_SID), call.get(Paths.OF_WEBHOOK));
    }

    private static @Nullable String challenge(Delivery d) {
        ChallengeSid sid = d.challenge();
        return sid == null ? null : sid.text();
    }

    private static String path(Delivery d) {
        return Paths.service(d.webhook().service()) + "/Webhooks/"
                + d.webhook().sid().text() + "/Deliveries/" + d.sid().text();
    }
}
