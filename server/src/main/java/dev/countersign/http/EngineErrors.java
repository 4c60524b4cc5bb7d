package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.domain.Refusal;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What the engine itself refuses, a malformed line or headers without end, said as the protocol's own error. The engine's
 * words stay inside: they say which engine it is, and may quote what was sent.
 */
final class EngineErrors implements Request.Handler {
    private final Answers answers;
    private final TimeAndChance given;
    private final String moreInfo;

    EngineErrors(Answers answers, TimeAndChance given, String moreInfo) {
        this.answers = answers;
        this.given = given;
        this.moreInfo = moreInfo;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException http
                ? http.getCode()
                : response.getStatus();
        Refusal refusal = refusal(status);
        answers.send(
                Exchange.begin(request, response, callback, given),
                ErrorBody.reply(
                        refusal,
                        refusal.message(),
                        moreInfo,
                        new Reply.Told("malformed", "", refusal.code(), Map.of())));
        return true;
    }

    /** The protocol's refusal for an engine's status; what it has no word for is a bad request. */
    static Refusal refusal(int status) {
        return switch (status) {
            case 404 -> Refusal.NOT_FOUND;
            case 405 -> Refusal.METHOD_NOT_ALLOWED;
            case 408 -> Refusal.TOO_SLOW;
            case 413 -> Refusal.TOO_LARGE;
            case 414, 431 -> Refusal.HEADERS_TOO_LARGE;
            case 500 -> Refusal.INTERNAL;
            case 503 -> Refusal.UNAVAILABLE;
            default -> Refusal.BAD_REQUEST;
        };
    }
}
