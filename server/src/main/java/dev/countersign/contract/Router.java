package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints as one function. Finds the operation, asks the guard who is there, and turns whatever was refused on the
 * way into the protocol's error.
 */
public final class Router implements Application {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Reply.Header PREFLIGHT_METHODS =
            new Reply.Header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS");
    private static final Reply.Header PREFLIGHT_HEADERS =
            new Reply.Header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, User-Agent");
    private static final Reply.Header PREFLIGHT_AGE = new Reply.Header("Access-Control-Max-Age", "86400");

    private final Node root = new Node();
    private final Map<String, Reply> pages;
    private final Guard guard;
    private final Paging paging;
    private final String moreInfo;

    /**
     * @param pages what anybody may read, by path: documents rather than operations
     * @param moreInfo what an error's {@code more_info} begins with, before the code
     */
    public Router(List<Endpoint<?>> endpoints, Map<String, Reply> pages, Guard guard, Paging paging, String moreInfo) {
        this.pages = Map.copyOf(pages);
        this.guard = guard;
        this.paging = paging;
        this.moreInfo = moreInfo;
        endpoints.forEach(this::add);
    }

    /** One segment of the tree of paths. */
    private static final class Node {
        private final Map<String, Node> named = new HashMap<>();
        private @Nullable Node any;
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
        if (node.here.put(endpoint.method(), endpoint) != null) {
            throw new IllegalArgumentException(endpoint.name() + " is declared twice");
        }
    }

    @Override
    public Reply answer(Request request) {
        Found found = find(request.path());
        Endpoint<?> endpoint = found.node() == null ? null : found.node().here.get(request.method());
        String name = endpoint == null ? Reply.Told.NOTHING.endpoint() : endpoint.name();
        String account = "";
        try {
            // spec Verify 2.8: an unknown method is refused before anybody is asked who they are
            if (!METHODS.contains(request.method())) {
                throw Refusal.METHOD_NOT_ALLOWED.refused();
            }
            if (request.method().equals("OPTIONS")) {
                return new Reply(
                        204,
                        List.of(PREFLIGHT_METHODS, PREFLIGHT_HEADERS, PREFLIGHT_AGE),
                        new byte[0],
                        Reply.Told.NOTHING);
            }
            Reply page = pages.get(request.path());
            if (page != null && request.method().equals("GET")) {
                return page;
            }
            Caller caller = Basic.admit(request.authorization(), guard);
            account = caller.account().text();
            if (endpoint == null) {
                throw (found.node() == null || found.node().here.isEmpty()
                                ? Refusal.NOT_FOUND
                                : Refusal.METHOD_NOT_ALLOWED)
                        .refused();
            }
            return endpoint.answer(caller, request, found.values(), paging);
        } catch (Refused no) {
            return refusal(no, request, found.node(), new Reply.Told(name, account, 0, Map.of()));
        }
    }

    private Reply refusal(Refused no, Request request, @Nullable Node node, Reply.Told told) {
        // spec Verify 2.8: the 404 names the path without its version
        String words = no.refusal() == Refusal.NOT_FOUND
                ? "The requested resource " + withoutVersion(request.path()) + " was not found"
                : no.words();
        Reply reply = ErrorBody.reply(no.refusal(), words, moreInfo, told);
        List<Reply.Header> headers = new ArrayList<>(reply.headers());
        switch (no.refusal()) {
            // spec RFC 9110 11.6.1: a 401 says how to come in; 15.5.6: a 405 says what would do
            case UNAUTHENTICATED ->
                headers.add(new Reply.Header("WWW-Authenticate", "Basic realm=\"Countersign\", charset=\"UTF-8\""));
            case METHOD_NOT_ALLOWED -> headers.add(new Reply.Header("Allow", allowed(node)));
            case TOO_MANY_REQUESTS, UNAVAILABLE -> headers.add(new Reply.Header("Retry-After", "1"));
            default -> {
                return reply;
            }
        }
        return new Reply(reply.status(), headers, reply.body(), reply.told());
    }

    private static String allowed(@Nullable Node node) {
        return node == null || node.here.isEmpty()
                ? "GET, POST, DELETE, OPTIONS"
                : String.join(", ", node.here.keySet()) + ", OPTIONS";
    }

    private static String withoutVersion(String path) {
        return path.startsWith("/v2/") ? path.substring(3) : path;
    }

    private record Found(@Nullable Node node, List<String> values) {}

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
