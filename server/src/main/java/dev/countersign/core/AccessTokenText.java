package dev.countersign.core;

import dev.countersign.crypto.Claims;
import dev.countersign.crypto.Jws;
import dev.countersign.crypto.Mac256;
import dev.countersign.domain.AccessToken;
import dev.countersign.domain.AccessTokenSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The text of an access token: a JWT under a key of ours, made from its row and always the same. To devices it is nothing
 * but a password.
 */
final class AccessTokenText {
    // spec Verify 3.4: HS256, with the content type that tells these tokens from others
    private static final String HEADER = base64("{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}") + ".";

    private final Mac256 mac;

    AccessTokenText(Mac256 mac) {
        this.mac = mac;
    }

    /** Which row a token was made from. */
    record Named(ServiceSid service, Sid.Id person, AccessTokenSid sid) {}

    // spec Verify 3.4: what it permits, whom, and until when; every value is of a few plain characters
    String of(AccessToken t) {
        String claims = """
                {"iss":"countersign","sub":"%s","jti":"%s","iat":%d,"exp":%d,\
                "grants":{"verify_push":{"service_sid":"%s","identity":"%s","factor_type":"push"}}}""".formatted(
                        t.person().account().text(),
                        t.sid().text(),
                        t.sid().created().getEpochSecond(),
                        t.expires().getEpochSecond(),
                        t.person().service().text(),
                        t.person().identity().text());
        String signed = HEADER + base64(claims);
        return signed + "." + base64(mac.sign(ascii(signed)));
    }

    /** Whether it looks like one of these; nothing is said of whether it is. */
    static boolean fits(String token) {
        return token.startsWith(HEADER);
    }

    /** The row this was made from; null where it was not made here. */
    @Nullable
    Named read(String token) {
        Jws jws = Jws.parse(token);
        // Who made it is asked before anything it says is read.
        if (jws == null || !jws.asksFor("HS256") || !mac.verify(jws.signature(), jws.signed())) {
            return null;
        }
        Claims claims = jws.claims();
        return claims == null ? null : named(claims);
    }

    private static @Nullable Named named(Claims claims) {
        String sid = claims.text("jti");
        String service = claims.text("grants", "verify_push", "service_sid");
        String identity = claims.text("grants", "verify_push", "identity");
        if (sid == null || service == null || identity == null) {
            return null;
        }
        AccessTokenSid token = AccessTokenSid.parse(sid);
        ServiceSid in = ServiceSid.parse(service);
        Identity who = Identity.parse(identity);
        return token == null || in == null || who == null ? null : new Named(in, People.key(in, who), token);
    }

    private static String base64(String text) {
        return base64(ascii(text));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
