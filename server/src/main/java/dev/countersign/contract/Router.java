package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints as one function. Finds the operation, asks the guard who is there, and turns whatever was refused on the
 * way into the protocol's error.
 */
public final class Router implements Application {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Pattern SID = Pattern.compile("(AC|SK)[0-9a-fA-F]{32}");
    private static final Reply.Header PREFLIGHT_METHODS =
            new Reply.Header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS");
    private static final Reply.Header PREFLIGHT_HEADERS =
            new Reply.Header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, User-Agent");
    private static final Reply.Header PREFLIGHT_AGE = new Reply.Header("Access-Control-Max-Age", "86400");

    private final Node root = new Node();
    private final Map<String, Reply> pages;
    private final Entrance entrance;
    private final Paging paging;
    private final String moreInfo;

    /**
     * @param pages what anybody may read, by path: documents rather than operations
     * @param moreInfo what an error's {@code more_info} begins with, before the code
     */
    public Router(List<Endpoint<?>> endpoints, Map<String, Reply> pages, Guard guard, Paging paging, String moreInfo) {
        this(endpoints, pages, new BasicEntrance(guard), paging, moreInfo);
    }

    /** Endpoints behind the sessions of the console, and behind nothing else. */
    public static Router behindSessions(
            List<Endpoint<?>> endpoints, Reception reception, Paging paging, String moreInfo) {
        return new Router(endpoints, Map.of(), new SessionEntrance(reception), paging, moreInfo);
    }

    private Router(
            List<Endpoint<?>> endpoints, Map<String, Reply> pages, Entrance entrance, Paging paging, String moreInfo) {
        this.pages = Map.copyOf(pages);
        this.entrance = entrance;
        this.paging = paging;
        this.moreInfo = moreInfo;
        endpoints.forEach(this::add);
    }

    /** One segment of the tree of paths. */
    private static final class Node {
        private final Map<String, Node> named = new HashMap<>();
        private @Nullable Node any;
        /** What the variable segments on the way here are called. */
        private List<String> names = List.of();

        private final Map<String, Endpoint<?>> here = new TreeMap<>();
    }

    private void add(Endpoint<?> endpoint) {
        Node node = root;
        for (String segment : endpoint.segments()) {
            if (segment.startsWith("{")) {
                node.any = node.any == null ? new Node() : node.any;
                node = node.any;
            } else {
                node = node.named.computeIfAbsent(segment, _ -> new Node());
            }
        }
        node.names = endpoint.segments().stream()
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
        if (node.here.put(endpoint.method(), endpoint) != null) {
            throw new IllegalArgumentException(endpoint.name() + " is declared twice");
        }
    }

    @Override
    public Answer answer(Request request) {
        Found found = find(request.path());
        Endpoint<?> endpoint = found.endpoint(request.method());
        Visitor visitor = new Visitor(entrance, request);
        try {
            Reply open = open(request);
            if (open != null) {
                return open;
            }
            Caller caller = visitor.admitted(found);
            if (endpoint == null) {
                throw found.missing().refused();
            }
            // spec Verify 2.2: a device that is known, but not for this
            if (!endpoint.callers().contains(caller.role())) {
                throw Refusal.FORBIDDEN.refused();
            }
            return endpoint.answer(
                    caller, request, found.values(), paging, no -> refusal(no, request, found, told(endpoint, caller)));
        } catch (Refused | Unavailable no) {
            return refusal(no, request, found, visitor.told(endpoint));
        }
    }

    /** For who waits, and is not to keep their password here meanwhile. */
    private static Reply.Told told(Endpoint<?> endpoint, Caller caller) {
        return new Reply.Told(endpoint.name(), caller.account().text(), 0, caller.told());
    }

    private Reply refusal(RuntimeException no, Request request, Found found, Reply.Told told) {
        return switch (no) {
            case Refused refused -> refusal(refused, request, found, told);
            case Unavailable e ->
                refusal(
                        Refusal.UNAVAILABLE.refused(),
                        request,
                        found,
                        new Reply.Told(
                                told.endpoint(), told.account(), 0, Map.of("why", String.valueOf(e.getMessage()))));
            default -> throw no;
        };
    }

    /** Strangers are told so before their body is waited for. */
    @Override
    public Early early(Request head) {
        Visitor visitor = new Visitor(entrance, head);
        Found found = find(head.path());
        try {
            boolean known = open(head) == null && entrance.knownByHead(head);
            return new Early.Awaited(known ? head.by(visitor.admitted(found)) : head);
        } catch (Refused no) {
            return new Early.Answered(refusal(no, head, found, visitor.told(found.endpoint(head.method()))));
        } catch (Unavailable e) {
            return new Early.Awaited(head);
        }
    }

    /** What anybody is answered, whoever they are; null where it matters who they are. */
    private @Nullable Reply open(Request request) {
        // spec Verify 2.8: an unknown method is refused before anybody is asked who they are
        if (!METHODS.contains(request.method())) {
            throw Refusal.METHOD_NOT_ALLOWED.refused();
        }
        if (request.method().equals("OPTIONS") && entrance.opensToAnyPage()) {
            return new Reply(
                    204, List.of(PREFLIGHT_METHODS, PREFLIGHT_HEADERS, PREFLIGHT_AGE), new byte[0], Reply.Told.NOTHING);
        }
        return request.method().equals("GET") ? pages.get(request.path()) : null;
    }

    /** Who is at the door: somebody's name at first, a caller once the guard has let them in. */
    private static final class Visitor {
        private final Entrance entrance;
        private final Request request;
        private @Nullable Caller caller;

        Visitor(Entrance entrance, Request request) {
            this.entrance = entrance;
            this.request = request;
            this.caller = request.caller();
        }

        Caller admitted(Guard.Way way) {
            Caller known = caller;
            if (known != null) {
                return known;
            }
            Caller admitted = entrance.admit(request, way);
            caller = admitted;
            return admitted;
        }

        // spec ASVS 16.3.1: a failed authentication is logged with the name that was claimed, never the password
        Reply.Told told(@Nullable Endpoint<?> endpoint) {
            String name = endpoint == null ? Reply.Told.NOTHING.endpoint() : endpoint.name();
            Caller known = caller;
            if (known != null) {
                return new Reply.Told(name, known.account().text(), 0, known.told());
            }
            String claimed = entrance.claimed(request);
            boolean named = SID.matcher(claimed).matches();
            return new Reply.Told(name, "", 0, named ? Map.of("claimed", claimed) : Map.of());
        }
    }

    private Reply refusal(Refused no, Request request, Found found, Reply.Told told) {
        // spec Verify 2.8: the 404 names the path without its version
        String words = no.refusal() == Refusal.NOT_FOUND
                ? "The requested resource " + withoutVersion(request.path()) + " was not found"
                : no.words();
        Reply reply = ErrorBody.reply(no.refusal(), words, moreInfo, told);
        List<Reply.Header> headers = new ArrayList<>(reply.headers());
        switch (no.refusal()) {
            // spec RFC 9110 11.6.1: a 401 says how to come in; 15.5.6: a 405 says what would do
            case UNAUTHENTICATED -> headers.addAll(entrance.invitation());
            case METHOD_NOT_ALLOWED -> headers.add(new Reply.Header("Allow", found.allowed(entrance.opensToAnyPage())));
            case TOO_MANY_REQUESTS, UNAVAILABLE ->
                headers.add(new Reply.Header("Retry-After", Integer.toString(no.pause())));
            default -> {
                return reply;
            }
        }
        return new Reply(reply.status(), headers, reply.body(), reply.told());
    }

    private static String withoutVersion(String path) {
        return path.startsWith("/v2/") ? path.substring(3) : path;
    }

    private record Found(@Nullable Node node, List<String> values) implements Guard.Way {
        @Override
        public @Nullable String at(String name) {
            int place = node == null ? -1 : node.names.indexOf(name);
            return place < 0 ? null : values.get(place);
        }

        @Nullable
        Endpoint<?> endpoint(String method) {
            return node == null ? null : node.here.get(method);
        }

        /** Why there is no endpoint: nothing lies here at all, or nothing that takes this method. */
        Refusal missing() {
            return node == null || node.here.isEmpty() ? Refusal.NOT_FOUND : Refusal.METHOD_NOT_ALLOWED;
        }

        String allowed(boolean preflight) {
            String methods =
                    node == null || node.here.isEmpty() ? "GET, POST, DELETE" : String.join(", ", node.here.keySet());
            return preflight ? methods + ", OPTIONS" : methods;
        }
    }

    /** The node that a path leads to, and what stands in its variable segments. */
    private Found find(String path) {
        Node node = root;
        List<String> values = new ArrayList<>(3);
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String segment = path.substring(start, end);
            Node next = node.named.get(segment);
            if (next == null) {
                next = node.any;
                String value = decoded(segment);
                if (next == null || value == null) {
                    return new Found(null, List.of());
                }
                values.add(value);
            }
            node = next;
            start = end + 1;
        }
        return new Found(node, values);
    }

    private static @Nullable String decoded(String segment) {
        try {
            return segment.isEmpty() ? null : Fields.decode(segment, false);
        } catch (Unfit e) {
            return null;
        }
    }
}
