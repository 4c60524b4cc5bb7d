package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.Unfit;
import dev.countersign.contract.View;
import dev.countersign.core.Webhooks;
import dev.countersign.core.Webhooks.NewWebhook;
import dev.countersign.domain.Event;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Webhooks as the world sees them: every name, limit and field of the resource is on this page. */
final class WebhookResource {
    private static final String ALL = "*";
    private static final List<String> TYPE_WORDS = Stream.concat(
                    Stream.of(ALL), Arrays.stream(Event.Type.values()).map(Event.Type::word))
            .toList();
    private static final List<Webhook.Version> VERSIONS = List.of(Webhook.Version.values());

    static final Param<String> FRIENDLY_NAME = form("FriendlyName", text(1, Webhook.LONGEST_NAME));
    static final Param<String> NEW_NAME = FRIENDLY_NAME.required();
    // spec Verify 3.6: repeated; any other word is a bad request
    static final Param<String> EVENT_TYPES =
            form("EventTypes", oneOf(TYPE_WORDS, Function.identity())).repeated();
    static final Param<String> NEW_EVENT_TYPES = EVENT_TYPES.atLeastOnce();
    static final Param<String> URL =
            form("WebhookUrl", text(1, Webhook.LONGEST_URL).then(WebhookResource::url));
    static final Param<String> NEW_URL = URL.required();
    static final Param<Boolean> ENABLED = form("Status", oneOf(List.of(true, false), WebhookResource::status));
    static final Param<Webhook.Version> VERSION = form("Version", oneOf(VERSIONS, Webhook.Version::word));

    static final View<Webhook> VIEW = View.of(
            "Webhook",
            View.text("sid", w -> w.sid().text()),
            View.text("service_sid", w -> w.service().text()),
            View.text("account_sid", w -> w.account().text()),
            View.text("friendly_name", Webhook::friendlyName),
            View.texts("event_types", WebhookResource::words),
            View.oneOf("status", List.of(status(true), status(false)), w -> status(w.enabled())),
            View.oneOf("version", VERSIONS.stream().map(Webhook.Version::word).toList(), w -> w.version()
                    .word()),
            View.text("webhook_url", Webhook::url),
            // spec Verify 3.6: the other method that the description knows has no parameter
            View.oneOf("webhook_method", List.of("GET", "POST"), _ -> "POST"),
            View.instant("date_created", w -> w.sid().created()),
            View.instant("date_updated", Webhook::updated),
            View.url("url", WebhookResource::path));

    private final Webhooks webhooks;
    private final Policy policy;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    WebhookResource(Webhooks webhooks, Policy policy, Consumer<Call> service) {
        this.webhooks = webhooks;
        this.policy = policy;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.WEBHOOKS + "/{Sid}";
        return List.of(
                Endpoint.post(Paths.WEBHOOKS)
                        .takes(Paths.SERVICE_SID, NEW_NAME, NEW_EVENT_TYPES, NEW_URL, ENABLED, VERSION)
                        .within(service)
                        .gives(201, VIEW, this::create),
                Endpoint.get(Paths.WEBHOOKS)
                        .takes(Paths.SERVICE_SID)
                        .within(service)
                        .lists(
                                "webhooks",
                                VIEW,
                                w -> w.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) ->
                                        webhooks.list(call.caller().account(), call.get(Paths.SERVICE_SID), slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.WEBHOOK)
                        .within(service)
                        .gives(
                                200,
                                VIEW,
                                call -> webhooks.find(
                                        call.caller().account(), call.get(Paths.SERVICE_SID), call.get(Paths.WEBHOOK))),
                Endpoint.post(one)
                        .takes(Paths.SERVICE_SID, Paths.WEBHOOK, FRIENDLY_NAME, EVENT_TYPES, URL, ENABLED, VERSION)
                        .within(service)
                        .gives(200, VIEW, this::update),
                Endpoint.delete(one)
                        .takes(Paths.SERVICE_SID, Paths.WEBHOOK)
                        .within(service)
                        .removes(call -> webhooks.delete(
                                call.caller().account(), call.get(Paths.SERVICE_SID), call.get(Paths.WEBHOOK))));
    }

    private Webhook create(Call call) {
        NewWebhook asked = new NewWebhook(
                call.get(NEW_NAME),
                types(call.all(NEW_EVENT_TYPES)),
                call.get(NEW_URL),
                call.find(ENABLED, true),
                call.find(VERSION, Webhook.Version.V2));
        mustBeAllowed(asked.url());
        return webhooks.create(call.caller().account(), call.get(Paths.SERVICE_SID), asked);
    }

    private Webhook update(Call call) {
        String url = call.find(URL);
        if (url != null) {
            mustBeAllowed(url);
        }
        List<String> words = call.all(EVENT_TYPES);
        return webhooks.update(
                call.caller().account(),
                call.get(Paths.SERVICE_SID),
                call.get(Paths.WEBHOOK),
                w -> new Webhook(
                        w.sid(),
                        w.service(),
                        w.account(),
                        call.find(FRIENDLY_NAME, w.friendlyName()),
                        words.isEmpty() ? w.eventTypes() : types(words),
                        url == null ? w.url() : url,
                        call.find(ENABLED, w.enabled()),
                        call.find(VERSION, w.version()),
                        w.updated()));
    }

    private void mustBeAllowed(String url) {
        if (!policy.profile().plainWebhooks() && !scheme(url).equals("https")) {
            throw Refusal.INVALID_PARAMETER.refused(URL.name() + " must be an https URL");
        }
    }

    /** What is asked for, each once and in the caller's order; empty for all. */
    private static List<Event.Type> types(List<String> words) {
        return words.contains(ALL)
                ? List.of()
                : words.stream().distinct().map(Event.Type::of).toList();
    }

    private static List<String> words(Webhook w) {
        return w.eventTypes().isEmpty()
                ? List.of(ALL)
                : w.eventTypes().stream().map(Event.Type::word).toList();
    }

    private static String status(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    /** The same URL, once it is known that it can be asked for and that those who check a signature see the same one. */
    private static String url(String text) {
        // validators hold URLs in ASCII, and take one that names bodySHA256 for a sign that the body is no form
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new Unfit("must be written in ASCII, with other characters percent-encoded");
        }
        if (text.contains("bodySHA256")) {
            throw new Unfit("must not hold bodySHA256, which stands for bodies of another kind");
        }
        URI uri = uri(text);
        if (uri == null || uri.getHost() == null || !List.of("http", "https").contains(scheme(text)) || !hasPort(uri)) {
            throw new Unfit("must be an absolute http or https URL with a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new Unfit("must not hold a user or password");
        }
        return text;
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Whether its port is one, or goes without saying. */
    private static boolean hasPort(URI uri) {
        int port = uri.getPort();
        return port < 0 ? !uri.getRawAuthority().endsWith(":") : port > 0 && port < 65536;
    }

    private static String scheme(String url) {
        return url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    private static String path(Webhook w) {
        return Paths.service(w.service()) + "/Webhooks/" + w.sid().text();
    }
}
