package dev.countersign.contract;

import dev.countersign.domain.Refusal;
import java.util.List;

/** The one way a no is written, whoever says it: code, words, where to read more, status. */
public final class ErrorBody {
    /** What {@code more_info} begins with unless the operator says otherwise; programs match on it. */
    public static final String USUAL_MORE_INFO = "https://www.twilio.com/docs/errors/";

    private ErrorBody() {}

    // spec Verify 2.8: code and status are numbers; never a member called type, title or details
    public static byte[] of(Refusal refusal, String words, String moreInfoPrefix) {
        return Json.bytes(256, out -> {
            out.writeStartObject();
            out.writeNumberProperty("code", refusal.code());
            out.writeStringProperty("message", words);
            out.writeStringProperty("more_info", moreInfoPrefix + refusal.code());
            out.writeNumberProperty("status", refusal.status());
            out.writeEndObject();
        });
    }

    /** The same as a whole reply; what is told for the log carries the refusal's code. */
    public static Reply reply(Refusal refusal, String words, String moreInfoPrefix, Reply.Told told) {
        return new Reply(
                refusal.status(),
                List.of(),
                of(refusal, words, moreInfoPrefix),
                new Reply.Told(told.endpoint(), told.account(), refusal.code(), told.more()));
    }
}
