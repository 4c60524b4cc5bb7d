package dev.countersign.phone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server that answers line by line what it was told to, and remembers what it was asked. */
final class Script implements Transport {
    static final String FIELDS = "account_sid,service_sid,identity,factor_sid,sid,date_created,expiration_date,status,"
            + "details,hidden_details";

    final List<Request> asked = new ArrayList<>();
    private final Deque<Answer> next = new ArrayDeque<>();

    /** @param headers names and values in turn */
    Script then(int status, String body, String... headers) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            named.put(headers[i], headers[i + 1]);
        }
        next.add(new Answer(status, named, body));
        return this;
    }

    /** A no as the protocol has it. */
    Script refuse(int status, int code, String message, String... headers) {
        return then(
                status,
                "{\"code\": %d, \"message\": \"%s\", \"more_info\": \"https://x/%d\", \"status\": %d}"
                        .formatted(code, message, code, status),
                headers);
    }

    /** A challenge that is to be answered, and so says what is to be signed. */
    Script shows(String body) {
        return then(200, body, "Twilio-Verify-Signature-Fields", FIELDS);
    }

    @Override
    public Answer send(Request request) {
        asked.add(request);
        return next.remove();
    }

    Request last() {
        return asked.getLast();
    }

    boolean isOver() {
        return next.isEmpty();
    }

    /** A push factor, as the protocol shows it. */
    static String factor(String status) {
        return """
            {"sid": "YF00000000000000000000000000000004", "account_sid": "AC00000000000000000000000000000001",
             "service_sid": "VA00000000000000000000000000000002", "entity_sid": "YE00000000000000000000000000000003",
             "identity": "ana", "binding": {"alg": "ES256", "public_key": "MFkw"}, "options": null,
             "date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z",
             "friendly_name": "Ana's phone", "status": "%s", "factor_type": "push",
             "config": {"sdk_version": "0.9.0", "app_id": "com.example.app", "notification_platform": "none",
              "notification_token": null, "credential_sid": "CR00000000000000000000000000000006"},
             "metadata": null, "url": "https://verify.example.com/"}""".formatted(status);
    }

    /** A push challenge, as the protocol shows it. */
    static String challenge() {
        return """
            {"sid": "YC00000000000000000000000000000005", "account_sid": "AC00000000000000000000000000000001",
             "service_sid": "VA00000000000000000000000000000002", "entity_sid": "YE00000000000000000000000000000003",
             "identity": "ff483d1ff591898a9942916050d2ca3f", "factor_sid": "YF00000000000000000000000000000004",
             "date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z",
             "date_responded": null, "expiration_date": "2026-01-01T00:05:00Z", "status": "pending",
             "responded_reason": "none",
             "details": {"message": "Login request", "fields": [{"label": "Action", "value": "Sign in"}]},
             "hidden_details": {"ip": "172.168.1.234"}, "metadata": null, "factor_type": "push",
             "url": "https://verify.example.com/", "links": {"notifications": "https://verify.example.com/"}}""";
    }

    static String challenge(String status) {
        return challenge().replace("pending", status);
    }
}
