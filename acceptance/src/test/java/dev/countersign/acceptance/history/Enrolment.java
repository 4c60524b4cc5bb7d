package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Wire.Came;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Factor;
import dev.countersign.testkit.Authenticator;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives people the factors that they lack. */
final class Enrolment {
    private static final SecureRandom KEYS = new SecureRandom();

    private final String account;
    private final RandomGenerator random;

    Enrolment(String account, RandomGenerator random) {
        this.account = account;
        this.random = random;
    }

    /** Tries to; whom the server will have no more of becomes somebody else. */
    void complete(Someone someone, Supplier<Desk> desks) {
        String identity = someone.identity();
        boolean welcome = (someone.app() != null || app(someone, identity, desks))
                && (someone.device() != null || device(someone, identity, desks));
        if (!welcome) {
            someone.becomesAnother(random);
        }
    }

    /** False where it is refused. */
    private static boolean app(Someone someone, String identity, Supplier<Desk> desks) {
        Came came = desks.get().enrolApp(identity);
        if (!came.done() || !(came.body().get("binding") instanceof Map<?, ?> binding)) {
            return came.unknown();
        }
        String sid = String.valueOf(came.body().get("sid"));
        Authenticator display = Authenticator.scan(String.valueOf(binding.get("uri")));
        if (verified(identity, sid, desks, () -> display.code(Instant.now()))) {
            someone.has(new Holder.App(identity, sid, display));
        }
        return true;
    }

    private boolean device(Someone someone, String identity, Supplier<Desk> desks) {
        DeviceKey key = DeviceKey.draw(KEYS);
        Came came = desks.get().enrolDevice(identity, key);
        if (!came.done() || !(came.body().get("config") instanceof Map<?, ?> config)) {
            return came.unknown();
        }
        String sid = String.valueOf(came.body().get("sid"));
        Factor known = new Factor(sid, account, String.valueOf(config.get("credential_sid")), "", true, Instant.EPOCH);
        // spec Verify 5.3: the factor's SID, signed, as DER in standard Base64
        String proof = Base64.getEncoder().encodeToString(key.der(sid.getBytes(StandardCharsets.UTF_8)));
        if (verified(identity, sid, desks, () -> proof)) {
            someone.has(new Holder.Device(identity, known, key));
        }
        return true;
    }

    /** Asks once more where it is not known what became of it. */
    private static boolean verified(
            String identity, String factor, Supplier<Desk> desks, Supplier<@Nullable String> proof) {
        for (int i = 0; i < 2; i++) {
            Came came = desks.get().verify(identity, factor, String.valueOf(proof.get()));
            if (!came.unknown()) {
                return "verified".equals(came.body().get("status"));
            }
        }
        return false;
    }
}
