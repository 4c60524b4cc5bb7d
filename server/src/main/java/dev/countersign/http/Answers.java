package dev.countersign.http;

import dev.countersign.contract.Reply;
import dev.countersign.contract.SessionCookie;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Sends replies: the headers every response carries, then the reply's own. Each answer is counted and written to the log
 * before it leaves, so whoever has seen an answer finds it in both.
 */
final class Answers {
    private static final HttpField JSON =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
    private static final HttpField ANYBODY = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField EXPOSED = new PreEncodedHttpField(
            "Access-Control-Expose-Headers", "Date, Twilio-Request-Id, Twilio-Verify-Signature-Fields");
    private static final HttpField OURS_ALONE = new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin");
    private static final HttpField UNKEPT = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField UNGUESSED = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final int NO_CONTENT = 204;

    private final TimeAndChance given;
    private final Traffic traffic;
    private final LogSink log;
    private final Callers callers;
    private final DateField dates = new DateField();

    Answers(TimeAndChance given, Traffic traffic, LogSink log, Callers callers) {
        this.given = given;
        this.traffic = traffic;
        this.log = log;
        this.callers = callers;
    }

    void send(Exchange exchange, Reply reply) {
        write(exchange, reply, exchange.callback());
    }

    /** Sends, and then lets go of a caller who still owes us bytes that we no longer wait for. */
    void sendAndCut(Exchange exchange, Reply reply) {
        if (exchange.in().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            // spec RFC 9113 8.1: a stream may be answered before it is sent; the connection's other streams go on
            send(exchange, reply);
            return;
        }
        exchange.out().getHeaders().add(HttpFields.CONNECTION_CLOSE);
        Callback callback = exchange.callback();
        write(
                exchange,
                reply,
                Callback.from(() -> callback.failed(new TimeoutException("request not complete")), callback::failed));
    }

    /** Sends the head of an answer and what is there of its body; the rest follows by {@link #goOn} and {@link #end}. */
    void begin(Exchange exchange, Reply reply, Callback callback) {
        head(exchange, reply, given.clock().millis());
        goOn(exchange, reply.body(), callback);
    }

    static void goOn(Exchange exchange, byte[] more, Callback callback) {
        exchange.out().write(false, ByteBuffer.wrap(more), callback);
    }

    void end(Exchange exchange, Reply reply) {
        tell(exchange, reply, given.clock().millis());
        exchange.out().write(true, ByteBuffer.wrap(reply.body()), exchange.callback());
    }

    /** Lets go of somebody who is not there to be answered, or does not read it. */
    void abandon(Exchange exchange, Reply reply) {
        tell(exchange, reply, given.clock().millis());
        exchange.callback().failed(new Request.Handler.AbortException("nobody reads the answer"));
    }

    private void write(Exchange exchange, Reply reply, Callback callback) {
        long millis = given.clock().millis();
        head(exchange, reply, millis);
        tell(exchange, reply, millis);
        if (reply.status() == NO_CONTENT) {
            exchange.out().write(true, null, callback);
        } else {
            exchange.out().write(true, ByteBuffer.wrap(reply.body()), callback);
        }
    }

    private void head(Exchange exchange, Reply reply, long millis) {
        exchange.out().setStatus(reply.status());
        HttpFields.Mutable headers = exchange.out().getHeaders();
        headers.add(dates.at(millis));
        headers.add(new HttpField("Twilio-Request-Id", exchange.id()));
        boolean typed = reply.body().length == 0 || reply.status() == NO_CONTENT;
        for (Reply.Header header : reply.headers()) {
            headers.add(header.name(), header.value());
            typed |= header.name().equalsIgnoreCase("Content-Type");
        }
        if (!typed) {
            headers.add(JSON);
        }
        audience(exchange, headers);
    }

    /** Any page may read what it was given for credentials of its own; what is behind a cookie is for our page alone. */
    private static void audience(Exchange exchange, HttpFields.Mutable headers) {
        if (SessionCookie.guards(exchange.path())) {
            headers.add(OURS_ALONE);
            headers.put(UNKEPT);
            headers.add(UNGUESSED);
        } else if (!Pages.ownOrigin(exchange.path())) {
            headers.add(ANYBODY);
            headers.add(EXPOSED);
        }
    }

    private void tell(Exchange exchange, Reply reply, long millis) {
        long took = given.nanos().getAsLong() - exchange.began();
        traffic.answered(reply, took);
        log.add(new AccessLine(
                millis,
                exchange.id(),
                exchange.in().getMethod(),
                exchange.path(),
                reply.status(),
                reply.told(),
                took,
                callers.client(exchange.in())));
    }
}
