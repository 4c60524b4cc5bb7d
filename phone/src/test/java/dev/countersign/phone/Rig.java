package dev.countersign.phone;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A phone that a scripted server has enrolled, at an instant that stands still. */
final class Rig {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String YC = "YC00000000000000000000000000000005";
    static final Place PLACE =
            new Place(URI.create("https://verify.example.com/"), "VA00000000000000000000000000000002", "ana");

    final Script script = new Script();
    final World world = new World(script, () -> NOW, new Random(1));
    final DeviceKey key = DeviceKey.draw(new Random(2));
    final Phone phone;

    Rig(Habits habits) throws Exception {
        script.then(201, Script.factor("unverified"));
        phone = Phone.create(world, Handset.of(habits), PLACE, "access", key);
        script.asked.clear();
    }

    /** The password of a request. */
    static String password(Transport.Request request) {
        String basic = request.headers().getOrDefault("Authorization", "").substring("Basic ".length());
        String both = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
        if (!both.startsWith("token:")) {
            throw new AssertionError(both);
        }
        return both.substring("token:".length());
    }

    /** What the payload of a compact JWS says. */
    static Map<String, @Nullable Object> payload(String jws) {
        return Json.object(text(jws, 1));
    }

    static Map<String, @Nullable Object> header(String jws) {
        return Json.object(text(jws, 0));
    }

    static String text(String jws, int part) {
        return new String(Base64.getUrlDecoder().decode(jws.split("\\.", -1)[part]), StandardCharsets.UTF_8);
    }

    /** Whether a compact JWS is signed with that key: by the JDK alone. */
    static boolean signed(String jws, PublicKey key) {
        int dot = jws.lastIndexOf('.');
        return verifies(
                "SHA256withECDSAinP1363Format",
                key,
                jws.substring(0, dot),
                Base64.getUrlDecoder().decode(jws.substring(dot + 1)));
    }

    static boolean verifies(String algorithm, PublicKey key, String text, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
