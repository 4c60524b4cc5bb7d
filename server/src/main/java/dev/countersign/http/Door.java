package dev.countersign.http;

import dev.countersign.contract.Answer;
import dev.countersign.contract.Application;
import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import dev.countersign.contract.Sender;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.Wait;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Where requests come in: they are admitted, read whole and handed to the application, and its answer goes out. Runs on a
 * virtual thread of the request's own.
 */
final class Door extends Handler.Abstract {
    static final Reply.Header COME_AGAIN = new Reply.Header("Retry-After", "1");

    private final Application application;
    private final Windows windows;
    private final Callers callers;
    private final Desk desk;

    /** What is answered to anybody, past the application and however full the house is. */
    record Windows(Health health, MetricsPage metrics, Pages pages) {}

    /** What every request passes, whatever it asks. */
    record Desk(
            TimeAndChance given,
            Admission admission,
            Intake intake,
            Answers answers,
            WaitingRoom waiting,
            LogSink log,
            String moreInfo) {}

    Door(Application application, Windows windows, Callers callers, Desk desk) {
        this.application = application;
        this.windows = windows;
        this.callers = callers;
        this.desk = desk;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request in, Response out, Callback callback) {
        Exchange exchange = Exchange.begin(in, out, callback, desk.given);
        String path = exchange.path();
        if (Connectors.METRICS.equals(in.getConnectionMetaData().getConnector().getName())) {
            unread(exchange, windows.metrics.answer(in.getMethod(), path));
        } else if (path.startsWith(Health.PREFIX)) {
            unread(exchange, windows.health.answer(in.getMethod(), path));
        } else if (Pages.own(path)) {
            HttpFields headers = in.getHeaders();
            unread(
                    exchange,
                    windows.pages.answer(
                            in.getMethod(),
                            path,
                            headers.get(HttpHeader.ACCEPT_ENCODING),
                            headers.get(HttpHeader.IF_NONE_MATCH)));
        } else {
            admit(exchange, path);
        }
        return true;
    }

    private void admit(Exchange exchange, String path) {
        Request request;
        try {
            request = read(exchange, path);
        } catch (Unwelcome no) {
            unread(exchange, no.reply);
            return;
        } catch (Refused no) {
            Reply reply = refusal(no);
            if (no.refusal() == Refusal.TOO_SLOW) {
                desk.answers.sendAndCut(exchange, reply);
            } else {
                unread(exchange, reply);
            }
            return;
        }
        switch (ask(request)) {
            case Reply reply -> desk.answers.send(exchange, reply);
            case Wait wait -> desk.waiting.seat(exchange, wait);
        }
    }

    private Request read(Exchange exchange, String path) {
        if (desk.admission.full()) {
            desk.admission.turnedAway();
            throw Refusal.UNAVAILABLE.refused();
        }
        org.eclipse.jetty.server.Request in = exchange.in();
        String base = callers.base(in);
        HttpFields headers = in.getHeaders();
        Request head = new Request(
                exchange.id(),
                in.getMethod(),
                path,
                in.getHttpURI().getQuery(),
                headers.get(HttpHeader.AUTHORIZATION),
                headers.get(HttpHeader.CONTENT_TYPE),
                new byte[0],
                base);
        Visit visit = new Visit(SessionCookie.guards(path) ? head.from(sender(in)) : head);
        byte[] body = desk.intake.read(in, visit::mustBeWelcome);
        return body.length == 0 ? visit.head : visit.head.with(body);
    }

    private Sender sender(org.eclipse.jetty.server.Request in) {
        HttpFields headers = in.getHeaders();
        // spec RFC 9113 8.2.3: one header may have come as several
        List<String> cookies = headers.getValuesList(HttpHeader.COOKIE);
        return new Sender(
                callers.client(in),
                cookies.isEmpty() ? null : String.join("; ", cookies),
                headers.get(HttpHeader.ORIGIN),
                headers.get("Sec-Fetch-Site"),
                headers.get(Sender.PROOF));
    }

    /** A request on its way in; where its body is late, whoever sends it must be welcome first. */
    private final class Visit {
        private Request head;

        Visit(Request head) {
            this.head = head;
        }

        void mustBeWelcome() {
            head = switch (application.early(head)) {
                case Application.Early.Answered(Reply reply) -> throw new Unwelcome(reply);
                case Application.Early.Awaited(Request known) -> known;
            };
        }
    }

    /** Whoever sends this is answered before their body came. */
    private static final class Unwelcome extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // thrown and caught here, and never written anywhere
        private final Reply reply;

        Unwelcome(Reply reply) {
            super(null, null, false, false);
            this.reply = reply;
        }
    }

    private Answer ask(Request request) {
        if (!desk.admission.enter()) {
            desk.admission.turnedAway();
            return refusal(Refusal.UNAVAILABLE.refused());
        }
        try {
            return application.answer(request);
        } catch (Throwable fault) {
            desk.log.add(new FaultLine(desk.given.clock().millis(), request.id(), fault));
            return refusal(Refusal.INTERNAL.refused());
        } finally {
            desk.admission.leave();
        }
    }

    private Reply refusal(Refused no) {
        Reply reply = ErrorBody.reply(no.refusal(), no.words(), desk.moreInfo, Reply.Told.NOTHING);
        return no.refusal() == Refusal.UNAVAILABLE
                ? new Reply(reply.status(), List.of(COME_AGAIN), reply.body(), reply.told())
                : reply;
    }

    /** Answers a request whose body was not read to its end: what is here of it is skipped, and else the connection ends. */
    private void unread(Exchange exchange, Reply reply) {
        if (!exchange.in().consumeAvailable()) {
            exchange.out().getHeaders().add(HttpFields.CONNECTION_CLOSE);
        }
        desk.answers.send(exchange, reply);
    }
}
