package dev.countersign.phone;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The token by which a phone shows, request by request, which factor it is. */
// spec Verify 5.4: cty, kid, typ and alg; sub, exp and nbf, good for ten minutes
public final class DeviceJwt {
    private static final long SECONDS = 600;

    private DeviceJwt() {}

    public static Map<String, Object> header(Factor factor) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("cty", "twilio-pba;v=1");
        header.put("kid", factor.credentialSid());
        header.put("typ", "JWT");
        header.put("alg", "ES256");
        return header;
    }

    public static Map<String, Object> claims(Factor factor, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", factor.accountSid());
        claims.put("exp", now.getEpochSecond() + SECONDS);
        claims.put("nbf", now.getEpochSecond());
        return claims;
    }
}
