package dev.countersign.api;

import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Guard;
import dev.countersign.core.AccessTokens;
import dev.countersign.core.Callers;
import dev.countersign.core.Challenges;
import dev.countersign.core.Credentials;
import dev.countersign.core.Deliveries;
import dev.countersign.core.Devices;
import dev.countersign.core.Entities;
import dev.countersign.core.Factors;
import dev.countersign.core.Notifications;
import dev.countersign.core.Services;
import dev.countersign.core.Watchers;
import dev.countersign.core.Webhooks;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every operation this server offers. What is not listed here does not exist. */
public final class Api {
    private Api() {}

    /** Lets in who is known: backends anywhere, devices where their path says whose they are. */
    public static Guard guard(Callers callers) {
        return (user, password, way) -> callers.admit(
                user, password, new Devices.Place(way.at(Paths.SERVICE_SID.name()), way.at(Paths.IDENTITY.name())));
    }

    /** What the person is shown of a challenge. */
    public static @Nullable String message(Challenge challenge) {
        return NotificationResource.message(challenge);
    }

    /** What can be done with each resource. */
    public record Deeds(
            Services services,
            Entities entities,
            AccessTokens accessTokens,
            Factors factors,
            Challenges challenges,
            Notifications notifications,
            Webhooks webhooks,
            Deliveries deliveries,
            Watchers watchers,
            Credentials credentials,
            Callers callers) {}

    public static List<Endpoint<?>> endpoints(Deeds deeds, Policy policy) {
        ServiceResource service = new ServiceResource(deeds.services(), policy);
        WaitingResource waiting = new WaitingResource(deeds, service::mustStand);
        return Stream.of(
                        service.endpoints(),
                        new EntityResource(deeds.entities(), service::mustStand).endpoints(),
                        new AccessTokenResource(deeds.accessTokens(), service::mustStand).endpoints(),
                        new FactorResource(deeds.factors(), service::mustStand).endpoints(),
                        new ChallengeResource(deeds.challenges(), service::mustStand, waiting::changes).endpoints(),
                        new NotificationResource(deeds.notifications(), service::mustStand).endpoints(),
                        new WebhookResource(deeds.webhooks(), policy, service::mustStand).endpoints(),
                        new DeliveryResource(deeds.deliveries(), service::mustStand).endpoints(),
                        waiting.endpoints(),
                        new PushKeyResource(deeds.factors(), deeds.credentials(), service::mustStand).endpoints(),
                        new CredentialResource(deeds.credentials()).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
