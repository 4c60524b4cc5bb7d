package dev.countersign.api;

import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Json;
import dev.countersign.contract.Param;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may be sent to make something, with its limits, its default and a word of what it is for: a form can be drawn from it.
 * Names and limits are those of the declarations that serve; what a declaration does not say is in {@link Explained}.
 */
final class DeclarationResource {
    /** What is made, and by which operation. */
    static final Map<String, String> MADE_BY = made();

    private static final Map<String, String> RENAMED = Map.of("minLength", "min_length", "maxLength", "max_length");

    private final String parameters;

    DeclarationResource(List<Endpoint<?>> api) {
        Map<String, Object> all = new LinkedHashMap<>();
        MADE_BY.forEach((name, operation) -> all.put(name, described(name, operation, api)));
        this.parameters = Json.text(all);
    }

    private static Map<String, String> made() {
        Map<String, String> made = new LinkedHashMap<>();
        made.put("ServiceCreate", "POST " + Paths.SERVICES);
        made.put("WebhookCreate", "POST " + Paths.WEBHOOKS);
        made.put("CredentialCreate", "POST " + Paths.CREDENTIALS);
        made.put("AccessTokenCreate", "POST " + Paths.ACCESS_TOKENS);
        made.put("FactorCreate", "POST " + Paths.FACTORS);
        made.put("ChallengeCreate", "POST " + Paths.CHALLENGES);
        return made;
    }

    private static List<Object> described(String name, String operation, List<Endpoint<?>> api) {
        Endpoint<?> endpoint =
                api.stream().filter(e -> e.name().equals(operation)).findFirst().orElseThrow();
        List<Object> all = new ArrayList<>();
        for (Param<?> param : endpoint.params()) {
            if (param.place() == Param.Place.FORM) {
                all.add(described(param, Explained.of(name, param.name())));
            }
        }
        return all;
    }

    private static Map<String, Object> described(Param<?> param, Explained explained) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", param.name());
        Map<String, Object> schema = param.shape().schema();
        said.put("type", String.valueOf(schema.get("type")));
        said.put("required", param.mustBeSent());
        said.put("repeated", param.many());
        if (explained.usual() != null) {
            said.put("default", explained.usual());
        }
        schema.forEach((member, value) -> said.putIfAbsent(RENAMED.getOrDefault(member, member), value));
        said.put("description", explained.words());
        return said;
    }

    List<Endpoint<?>> endpoints() {
        View<String> view = View.of("Declarations", View.frozen("parameters", text -> text));
        return List.of(Endpoint.get(SessionCookie.PATH + "/Declarations").gives(200, view, _ -> parameters));
    }
}
