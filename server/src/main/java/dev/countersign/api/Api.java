package dev.countersign.api;

import dev.countersign.contract.Endpoint;
import dev.countersign.core.Challenges;
import dev.countersign.core.Entities;
import dev.countersign.core.Factors;
import dev.countersign.core.Services;
import dev.countersign.domain.Policy;
import java.util.List;
import java.util.stream.Stream;

/** Every operation this server offers. What is not listed here does not exist. */
public final class Api {
    private Api() {}

    public static List<Endpoint<?>> endpoints(
            Services services, Entities entities, Factors factors, Challenges challenges, Policy policy) {
        ServiceResource service = new ServiceResource(services, policy);
        return Stream.of(
                        service.endpoints(),
                        new EntityResource(entities, service::mustStand).endpoints(),
                        new FactorResource(factors, service::mustStand).endpoints(),
                        new ChallengeResource(challenges, service::mustStand).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
