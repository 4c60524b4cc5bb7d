package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a load balancer asks: is the process alive, and should it be sent requests? Answered to anybody, however full the
 * house is.
 */
final class Health {
    static final String PREFIX = "/health/";

    private static final Reply.Header FRESH = new Reply.Header("Cache-Control", "no-store");

    private final Supplier<@Nullable String> unready;
    private final String moreInfo;

    /** @param unready the reason why not, or null while ready */
    Health(Supplier<@Nullable String> unready, String moreInfo) {
        this.unready = unready;
        this.moreInfo = moreInfo;
    }

    Reply answer(String method, String path) {
        boolean live = path.equals("/health/live");
        if (!live && !path.equals("/health/ready")) {
            return ErrorBody.reply(Refusal.NOT_FOUND, Refusal.NOT_FOUND.message(), moreInfo, Reply.Told.NOTHING);
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            Reply no = ErrorBody.reply(
                    Refusal.METHOD_NOT_ALLOWED, Refusal.METHOD_NOT_ALLOWED.message(), moreInfo, Reply.Told.NOTHING);
            return new Reply(no.status(), List.of(new Reply.Header("Allow", "GET, HEAD")), no.body(), no.told());
        }
        return live ? live() : ready();
    }

    private static Reply live() {
        return new Reply(200, List.of(FRESH), json(new JsonLine().text("status", "up")), told("GET /health/live"));
    }

    private Reply ready() {
        String reason = unready.get();
        if (reason == null) {
            return new Reply(
                    200, List.of(FRESH), json(new JsonLine().text("status", "ready")), told("GET /health/ready"));
        }
        return new Reply(
                503,
                List.of(FRESH, new Reply.Header("Retry-After", "1")),
                json(new JsonLine().text("status", "unready").text("reason", reason)),
                told("GET /health/ready"));
    }

    private static byte[] json(JsonLine line) {
        return line.end().strip().getBytes(StandardCharsets.US_ASCII);
    }

    private static Reply.Told told(String endpoint) {
        return new Reply.Told(endpoint, "", 0, Map.of());
    }
}
