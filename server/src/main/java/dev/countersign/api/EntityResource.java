package dev.countersign.api;

import static dev.countersign.contract.Param.form;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.Entities;
import dev.countersign.core.People;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Refusal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Entities as the world sees them: every name, limit and field of the resource is on this page. */
final class EntityResource {
    static final Param<Identity> IDENTITY = form("Identity", Paths.AN_IDENTITY).required();

    static final View<Entity> VIEW = View.of(
            "Entity",
            View.text("sid", e -> e.sid().text()),
            View.text("identity", e -> e.person().identity().text()),
            View.text("account_sid", e -> e.person().account().text()),
            View.text("service_sid", e -> e.person().service().text()),
            View.instant("date_created", e -> e.sid().created()),
            View.instant("date_updated", Entity::updated),
            View.url("url", e -> Paths.entity(e.person())),
            View.object(
                    "links",
                    Function.identity(),
                    View.<Entity>of(
                            "EntityLinks",
                            View.url("factors", e -> Paths.entity(e.person()) + "/Factors"),
                            View.url("new_factors", e -> Paths.entity(e.person()) + "/Factors"),
                            View.url("challenges", e -> Paths.entity(e.person()) + "/Challenges"))));

    private final Entities entities;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    EntityResource(Entities entities, Consumer<Call> service) {
        this.entities = entities;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.ENTITIES + "/{Identity}";
        return List.of(
                Endpoint.post(Paths.ENTITIES)
                        .takes(Paths.SERVICE_SID, IDENTITY)
                        .within(service)
                        .refuses(Refusal.ENTITY_EXISTS)
                        .gives(201, VIEW, this::create),
                Endpoint.get(Paths.ENTITIES)
                        .takes(Paths.SERVICE_SID)
                        .within(service)
                        .lists(
                                "entities",
                                VIEW,
                                e -> e.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) ->
                                        entities.list(call.caller().account(), call.get(Paths.SERVICE_SID), slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY)
                        .within(service)
                        .gives(200, VIEW, call -> entities.find(Paths.person(call))),
                Endpoint.delete(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY)
                        .within(service)
                        .removes(call -> entities.delete(Paths.person(call))));
    }

    private Entity create(Call call) {
        return entities.create(People.person(call.caller().account(), call.get(Paths.SERVICE_SID), call.get(IDENTITY)));
    }
}
