package dev.countersign.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Listens to one answer, up to as much of it as anybody has use for, and then hangs up. */
final class Hearing implements Response.Listener {
    private static final int ENOUGH = 64 * 1024;

    private final InstantSource clock;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    Hearing(InstantSource clock) {
        this.clock = clock;
    }

    /** Fails with whatever kept an answer from coming. */
    CompletableFuture<Reply> reply() {
        return reply;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        byte[] chunk = new byte[Math.min(content.remaining(), ENOUGH - body.size())];
        content.get(chunk);
        body.writeBytes(chunk);
        content.position(content.limit());
        if (body.size() >= ENOUGH) {
            reply.complete(heard(response));
            var _ = response.abort(new IllegalStateException("enough was heard"));
        }
    }

    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (result.getResponseFailure() == null && result.getResponse().getStatus() > 0) {
            // Some answer before they have read all that we sent, and close: it is an answer
            failure = null;
        }
        if (failure == null) {
            reply.complete(heard(result.getResponse()));
        } else {
            reply.completeExceptionally(failure);
        }
    }

    private Reply heard(Response response) {
        int status = response.getStatus();
        // spec RFC 6585 4: 429 may say when to come again; RFC 9110 15.6.4 says it of 503
        @Nullable
        String field =
                status == 429 || status / 100 == 5 ? response.getHeaders().get(HttpHeader.RETRY_AFTER) : null;
        @Nullable Duration pause = RetryAfter.parse(field, clock.instant());
        return new Reply.Answered(status, pause, body.toByteArray());
    }
}
