package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.delivery.AccessGrants.Grant;
import dev.countersign.domain.CredentialSid;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

/** Rings Android devices through Firebase Cloud Messaging, its HTTP v1 interface. */
final class FcmCarrier {
    private final GuardedHttp http;
    private final InstantSource clock;
    private final String service;
    private final Kept<PushIdentity.Fcm, AccessGrants> grants;

    FcmCarrier(GuardedHttp http, URI service, InstantSource clock) {
        this.http = http;
        this.clock = clock;
        this.service = service.toString().replaceAll("/+$", "");
        this.grants = new Kept<>(account -> new AccessGrants(account, http, clock), _ -> {});
    }

    Outcome carry(Parcel.Push push, String token, CredentialSid sid, PushIdentity.Fcm account, Deadline deadline) {
        AccessGrants of = grants.of(sid, account);
        Outcome outcome = null;
        // A token that is not taken may have been withdrawn: a new one is tried once
        for (int tries = 0; outcome == null; tries++) {
            outcome = switch (of.token(deadline)) {
                case Grant.Refused refused -> refused.outcome();
                case Grant.Given given -> {
                    Reply reply = post(push, token, account, given, deadline);
                    boolean unauthorized = reply instanceof Reply.Answered answered && answered.status() == 401;
                    if (unauthorized) {
                        of.discard(given.token());
                    }
                    yield unauthorized && tries == 0 ? null : outcome(reply);
                }
            };
        }
        return outcome;
    }

    private Reply post(Parcel.Push push, String token, PushIdentity.Fcm account, Grant.Given given, Deadline deadline) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Authorization", "Bearer " + given.token());
        String url = service + "/v1/projects/" + account.project() + "/messages:send";
        return http.post(url, headers, Payloads.fcm(push, token), deadline);
    }

    private Outcome outcome(Reply reply) {
        if (!(reply instanceof Reply.Answered answered)) {
            return reply.later();
        }
        JsonWords said = JsonWords.read(answered.text());
        String code = said.get("error.details.errorCode");
        String words = answered.words(code == null ? said.get("error.status") : code);
        // Whoever else says 404 (a relay, a mistyped address) knows nothing of the device
        boolean fcm = said.get("error.status") != null;
        return switch (answered.status()) {
            case 200 -> answered.accepted();
            case 401 -> new Outcome.Later(answered.pause(), words);
            case 404 -> fcm ? new Outcome.Gone(clock.instant(), words) : new Outcome.Rejected(words);
            default -> answered.refused(words);
        };
    }

    void forget(CredentialSid sid) {
        grants.forget(sid);
    }
}
