package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.number;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.JsonTree;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.Notifications;
import dev.countersign.core.Notifications.Sent;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Notification;
import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notifications as the world sees them: every name, limit and field of the resource is on this page. */
final class NotificationResource {
    static final Param<Integer> TTL = form("Ttl", number(0, Notification.LONGEST_TTL));

    static final View<Notification> VIEW = View.of(
            "Notification",
            View.text("sid", n -> n.sid().text()),
            View.text("account_sid", n -> n.challenge().person().account().text()),
            View.text("service_sid", n -> n.challenge().person().service().text()),
            View.text("entity_sid", n -> n.challenge().entity().text()),
            View.text("identity", n -> n.challenge().person().identity().text()),
            View.text("challenge_sid", n -> n.challenge().sid().text()),
            // spec Verify 6.1: always high, which may wake a sleeping device
            View.text("priority", _ -> "high"),
            View.number("ttl", Notification::ttl),
            View.instant("date_created", n -> n.sid().created()));

    private static final View<Sent> SENT = VIEW.through("Notification", Sent::notification);

    private final Notifications notifications;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    NotificationResource(Notifications notifications, Consumer<Call> service) {
        this.notifications = notifications;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(Endpoint.post(Paths.CHALLENGES + "/{ChallengeSid}/Notifications")
                .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.OF_CHALLENGE, TTL)
                .within(service)
                .refuses(
                        Refusal.NOBODY_TO_NOTIFY,
                        Refusal.CHALLENGE_EXPIRED,
                        Refusal.CHALLENGE_ANSWERED,
                        Refusal.TOO_MANY_NOTIFICATIONS)
                .gives(201, SENT, NotificationResource::tells, this::create));
    }

    private Sent create(Call call) {
        return notifications.create(
                Paths.person(call), call.get(Paths.OF_CHALLENGE), call.find(TTL, Notification.LONGEST_TTL));
    }

    /** What the person is shown of a challenge, out of what was frozen; null where there is no message. */
    static @Nullable String message(Challenge challenge) {
        String details = challenge.details();
        Object message = details == null
                ? null
                : JsonTree.object(details.getBytes(StandardCharsets.UTF_8)).get("message");
        return message instanceof String text ? text : null;
    }

    private static Map<String, String> tells(Sent sent) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("challenge", sent.notification().challenge().sid().text());
        told.put("factor", sent.notification().challenge().factor().text());
        if (sent.silence() != null) {
            told.put("withheld", sent.silence().word());
        }
        return told;
    }
}
