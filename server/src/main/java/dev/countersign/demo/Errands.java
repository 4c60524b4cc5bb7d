package dev.countersign.demo;

import dev.countersign.contract.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the mobile samples leave to a customer's backend, each run with account credentials within one Service. */
final class Errands {
    private static final String HASHED = "[0-9a-f]{64}";

    private final Upstream countersign;
    private final String service;

    Errands(Upstream countersign, String service) {
        this.countersign = countersign;
        this.service = service;
    }

    /** The permission to enrol one device for an identity, and what else the SDK has to be told. */
    Reply accessToken(Asked asked) throws Declined {
        String identity = identity(asked.required("identity").getFirst());
        Reply made = countersign.post(
                path("/AccessTokens"), List.of(Map.entry("Identity", identity), Map.entry("FactorType", "push")));
        if (!made.good()) {
            return made;
        }
        Map<String, String> told = new LinkedHashMap<>();
        told.put("token", made.text("token"));
        told.put("serviceSid", service);
        told.put("identity", identity);
        told.put("factorType", "push");
        return new Reply(200, Json.text(told));
    }

    /** A question to one phone; whatever was sent beyond what is needed is shown on it. */
    Reply createChallenge(Asked asked) throws Declined {
        List<String> needed = asked.required("identity", "message", "factor");
        List<Map.Entry<String, String>> form = new ArrayList<>();
        form.add(Map.entry("FactorSid", needed.get(2)));
        form.add(Map.entry("Details.Message", needed.get(1)));
        asked.except("identity", "message", "factor").forEach((label, value) -> {
            Map<String, String> field = new LinkedHashMap<>();
            field.put("label", label);
            field.put("value", value);
            form.add(Map.entry("Details.Fields", Json.text(field)));
        });
        return passed(countersign.post(path("/Entities/" + identity(needed.get(0)) + "/Challenges"), form));
    }

    Reply challengeStatus(Asked asked) throws Declined {
        List<String> needed = asked.required("identity", "sid");
        String sid = needed.get(1);
        if (!sid.matches("YC[0-9a-fA-F]{32}")) {
            throw new Declined(400, "A challenge's sid is YC and 32 hex digits.");
        }
        return passed(countersign.get(path("/Entities/" + identity(needed.get(0)) + "/Challenges/" + sid)));
    }

    Reply listFactors(Asked asked) throws Declined {
        String identity = identity(asked.required("identity").getFirst());
        return passed(countersign.get(path("/Entities/" + identity + "/Factors?PageSize=20")));
    }

    private String path(String rest) {
        return "/v2/Services/" + service + rest;
    }

    /** The samples' backend answers every success alike, so that an app need not know what was made. */
    private static Reply passed(Reply reply) {
        return reply.good() ? new Reply(200, reply.json()) : reply;
    }

    /**
     * An Identity for what a person typed, which may be a mail address and may be of any length. What is an Identity of
     * ours already stays as it is, so that both are understood.
     */
    private static String identity(String typed) {
        if (typed.matches(HASHED)) {
            return typed;
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(typed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
