package dev.countersign.contract;

import dev.countersign.domain.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came off the wire, its body already read whole and within the size limit.
 *
 * @param id the request's own name ({@code RQ} and 32 hex digits), for logs and for the caller to quote
 * @param path as sent, still percent-encoded, without the query
 * @param query as sent, without the question mark
 * @param base how the caller reaches us, {@code https://host[:port]} without a trailing slash: every URL we hand out
 *     begins with it
 * @param caller who asks, where that was found out before the body was here; null where it was not
 */
public record Request(
        String id,
        String method,
        String path,
        @Nullable String query,
        @Nullable String authorization,
        @Nullable String contentType,
        byte[] body,
        String base,
        Sender sender,
        @Nullable Caller caller) {

    public Request(
            String id,
            String method,
            String path,
            @Nullable String query,
            @Nullable String authorization,
            @Nullable String contentType,
            byte[] body,
            String base) {
        this(id, method, path, query, authorization, contentType, body, base, Sender.UNKNOWN, null);
    }

    /** The same request once its body is here. */
    public Request with(byte[] late) {
        return new Request(id, method, path, query, authorization, contentType, late, base, sender, caller);
    }

    public Request from(Sender known) {
        return new Request(id, method, path, query, authorization, contentType, body, base, known, caller);
    }

    /** The same request, by somebody who was let in: nobody's credentials are looked at, or counted, twice. */
    Request by(Caller admitted) {
        return new Request(id, method, path, query, authorization, contentType, body, base, sender, admitted);
    }
}
