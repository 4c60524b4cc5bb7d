package dev.countersign.phone;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What an application's backend hands its app for one enrolment: to which Service, as whom, and an access token. */
// spec Verify 3.4: the usual backend answers with token, serviceSid, identity and factorType
public final class Invitation {
    private final String serviceSid;
    private final String identity;
    private final String token;

    private Invitation(String serviceSid, String identity, String token) {
        this.serviceSid = serviceSid;
        this.identity = identity;
        this.token = token;
    }

    /** Asks the backend at that URL, as the vendor's sample apps do. */
    public static Invitation from(Transport transport, URI backend, String identity)
            throws IOException, InterruptedException {
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json");
        String form = "identity=" + URLEncoder.encode(identity, StandardCharsets.UTF_8);
        Transport.Answer answer = transport.send(new Transport.Request("POST", backend, headers, form));
        if (!answer.fine()) {
            throw Refused.of(answer, Habits.PLAIN);
        }
        Members body = Members.of(answer.body());
        if (!body.string("factorType").equals("push")) {
            throw new Unusable("'factorType' is not push");
        }
        return new Invitation(body.string("serviceSid"), body.string("identity"), body.string("token"));
    }

    /** Where the phone enrols: the backend's Service and identity, on that server. */
    public Place on(URI server) {
        return new Place(server, serviceSid, identity);
    }

    public String token() {
        return token;
    }
}
