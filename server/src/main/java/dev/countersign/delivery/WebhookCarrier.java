package dev.countersign.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.crypto.Secret;
import dev.countersign.crypto.WebhookSignature;
import dev.countersign.domain.AccountSid;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings an event to an application's webhook, signed by its account's auth token. */
final class WebhookCarrier {
    private static final Pattern UUID = Pattern.compile("(?:^|&)uuid=([\\w-]{1,64})(?:&|$)");

    private final GuardedHttp http;
    private final Function<AccountSid, @Nullable Secret> authTokens;

    WebhookCarrier(GuardedHttp http, Function<AccountSid, @Nullable Secret> authTokens) {
        this.http = http;
        this.authTokens = authTokens;
    }

    Outcome carry(Parcel.Event event, Deadline deadline) {
        Secret token = authTokens.apply(event.account());
        if (token == null) {
            return new Outcome.Rejected("the account is not there");
        }
        // spec Verify 7.2: a form, and the signature in a header
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        headers.put("X-Twilio-Signature", WebhookSignature.sign(token, event.url(), event.body()));
        Matcher uuid = UUID.matcher(event.body());
        if (uuid.find()) {
            headers.put("I-Twilio-Idempotency-Token", uuid.group(1));
        }
        return outcome(http.post(event.url(), event.url(), headers, event.body().getBytes(UTF_8), deadline));
    }

    // spec Verify 7.2: any 2xx is success
    private static Outcome outcome(Reply reply) {
        return reply instanceof Reply.Answered answered && answered.good() ? answered.accepted() : reply.later();
    }
}
