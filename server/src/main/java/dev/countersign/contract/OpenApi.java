package dev.countersign.contract;

import dev.countersign.contract.Param.Need;
import dev.countersign.contract.Param.Place;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The OpenAPI description of what is served, rendered from the declarations that serve it. */
public final class OpenApi {
    private static final String DESCRIPTION = "A self-hosted second-factor server, compatible with the Verify v2 API."
            + " The console asks for every operation under /v1 and /v2 as one under " + SessionCookie.PATH
            + " with the same parameters and answers, behind its session.";

    private OpenApi() {}

    /** The description as a document that anybody may read. */
    public static Reply page(List<Endpoint<?>> endpoints) {
        byte[] body = Json.bytes(65_536, out -> Json.tree(out, describe(endpoints)));
        return new Reply(200, List.of(), body, new Reply.Told("GET /openapi.json", "", 0, Map.of()));
    }

    static Map<String, Object> describe(List<Endpoint<?>> endpoints) {
        Map<String, Object> schemas = new TreeMap<>();
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        schemas.put("Error", error());
        schemas.put("Meta", meta());
        for (Endpoint<?> e : endpoints) {
            paths.computeIfAbsent(e.path(), _ -> new LinkedHashMap<>())
                    .put(e.method().toLowerCase(Locale.ROOT), operation(e, schemas));
        }
        return object(
                "openapi",
                "3.0.3",
                "info",
                object(
                        "title", "Countersign",
                        "description", DESCRIPTION,
                        "version", "2"),
                "paths",
                paths,
                "components",
                object(
                        "schemas",
                        schemas,
                        "securitySchemes",
                        object(
                                "basic",
                                object("type", "http", "scheme", "basic"),
                                "session",
                                object("type", "apiKey", "in", "cookie", "name", SessionCookie.NAME),
                                "csrf",
                                object("type", "apiKey", "in", "header", "name", Sender.PROOF))),
                "security",
                List.of(object("basic", List.of())));
    }

    private static Map<String, Object> operation(Endpoint<?> e, Map<String, Object> schemas) {
        Map<String, Object> operation = new LinkedHashMap<>();
        if (e.callers().contains(Role.DEVICE)) {
            operation.put("description", "Open to a device's own token, too, for its own factor.");
        } else if (e.callers().contains(Role.ENROLLING)) {
            operation.put("description", "Open to an access token, too, for a push factor.");
        }
        List<Object> parameters = new ArrayList<>();
        e.params().stream().filter(p -> p.place() != Place.FORM).forEach(p -> parameters.add(parameter(p)));
        operation.put("parameters", parameters);
        List<Param<?>> form =
                e.params().stream().filter(p -> p.place() == Place.FORM).toList();
        if (!form.isEmpty()) {
            operation.put(
                    "requestBody",
                    object("content", object("application/x-www-form-urlencoded", object("schema", form(form)))));
        }
        Map<String, Object> responses = new TreeMap<>();
        responses.put(Integer.toString(status(e)), success(e, schemas));
        refusals(e).forEach(r -> responses.merge(Integer.toString(r.status()), refusal(r), OpenApi::both));
        operation.put("responses", responses);
        if (SessionCookie.guards(e.path())) {
            operation.put("security", List.of(behindTheSession(e)));
        }
        return operation;
    }

    /** Over TLS the cookie's name begins with __Host-; the form that signs in takes its place. */
    private static Map<String, Object> behindTheSession(Endpoint<?> e) {
        if (e.path().equals(SessionEntrance.SIGN_IN) && e.method().equals("POST")) {
            return object();
        }
        return e.method().equals("GET")
                ? object("session", List.of())
                : object("session", List.of(), "csrf", List.of());
    }

    private static Map<String, Object> parameter(Param<?> p) {
        return object(
                "name",
                p.name(),
                "in",
                p.place().name().toLowerCase(Locale.ROOT),
                "required",
                p.place() == Place.PATH,
                "schema",
                p.shape().schema());
    }

    private static Map<String, Object> form(List<Param<?>> params) {
        Map<String, Object> properties = new LinkedHashMap<>();
        params.forEach(p -> properties.put(
                p.name(),
                p.many()
                        ? object("type", "array", "items", p.shape().schema())
                        : p.shape().schema()));
        List<String> required =
                params.stream().filter(Param::mustBeSent).map(Param::name).toList();
        Map<String, Object> form = object("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            form.put("required", required);
        }
        return form;
    }

    private static int status(Endpoint<?> e) {
        return switch (e.gives()) {
            case Endpoint.Gives.One<?> one -> one.status();
            case Endpoint.Gives.Many<?> _ -> 200;
            case Endpoint.Gives.Nothing<?> _ -> 204;
            case Endpoint.Gives.Awaited<?> awaited -> awaited.one().status();
            case Endpoint.Gives.Stream<?> _ -> 200;
        };
    }

    private static Map<String, Object> success(Endpoint<?> e, Map<String, Object> schemas) {
        return switch (e.gives()) {
            case Endpoint.Gives.One<?> one -> json("OK", named(one.view(), schemas));
            case Endpoint.Gives.Many<?> many ->
                json(
                        "OK",
                        object(
                                "type",
                                "object",
                                "properties",
                                object(
                                        many.key(),
                                        object("type", "array", "items", named(many.view(), schemas)),
                                        "meta",
                                        reference("Meta"))));
            case Endpoint.Gives.Nothing<?> _ -> object("description", "Removed");
            case Endpoint.Gives.Awaited<?> awaited ->
                json("OK", named(awaited.one().view(), schemas));
            case Endpoint.Gives.Stream<?> stream -> events(stream, schemas);
        };
    }

    /** This version of OpenAPI has no word for events: an extension of ours names what each carries. */
    private static Map<String, Object> events(Endpoint.Gives.Stream<?> stream, Map<String, Object> schemas) {
        return object(
                "description",
                "Server-sent events; an error ends the stream early",
                "content",
                object(
                        "text/event-stream",
                        object(
                                "schema",
                                object("type", "string"),
                                "x-events",
                                object(stream.event(), named(stream.view(), schemas), "error", reference("Error")))));
    }

    private static Map<String, Object> named(View<?> view, Map<String, Object> schemas) {
        schemas.put(view.name(), view.schema());
        return reference(view.name());
    }

    private static Stream<Refusal> refusals(Endpoint<?> e) {
        Stream<Refusal> always = Stream.of(
                Refusal.UNAUTHENTICATED, Refusal.ACCOUNT_SUSPENDED, Refusal.TOO_MANY_REQUESTS, Refusal.UNAVAILABLE);
        Stream<Refusal> devices = e.callers().size() > 1 ? Stream.empty() : Stream.of(Refusal.FORBIDDEN);
        Stream<Refusal> path = e.path().contains("{") ? Stream.of(Refusal.NOT_FOUND) : Stream.empty();
        Stream<Refusal> parameters =
                e.params().stream().allMatch(p -> p.place() == Place.PATH && p.need() != Need.SPELT)
                        ? Stream.empty()
                        : Stream.of(e.invalid());
        return Stream.of(always, devices, path, parameters, e.refusals().stream())
                .flatMap(s -> s);
    }

    private static Map<String, Object> refusal(Refusal r) {
        return json(r.code() + " " + r.message(), reference("Error"));
    }

    @SuppressWarnings("unchecked") // both were made by refusal()
    private static Object both(Object one, Object other) {
        Map<String, Object> merged = new LinkedHashMap<>((Map<String, Object>) one);
        merged.merge("description", ((Map<String, Object>) other).get("description"), (a, b) -> a + "; " + b);
        return merged;
    }

    private static Map<String, Object> json(String description, Map<String, Object> schema) {
        return object("description", description, "content", object("application/json", object("schema", schema)));
    }

    private static Map<String, Object> reference(String name) {
        return object("$ref", "#/components/schemas/" + name);
    }

    private static Map<String, Object> error() {
        return object(
                "type",
                "object",
                "properties",
                object(
                        "code", object("type", "integer"),
                        "message", object("type", "string"),
                        "more_info", object("type", "string", "format", "uri"),
                        "status", object("type", "integer")));
    }

    private static Map<String, Object> meta() {
        Map<String, Object> url = object("type", "string", "format", "uri", "nullable", true);
        return object(
                "type",
                "object",
                "properties",
                object(
                        "key", object("type", "string"),
                        "page", object("type", "integer"),
                        "page_size", object("type", "integer"),
                        "first_page_url", url,
                        "previous_page_url", url,
                        "url", url,
                        "next_page_url", url));
    }

    private static Map<String, Object> object(Object... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            members.put((String) pairs[i], pairs[i + 1]);
        }
        return members;
    }
}
