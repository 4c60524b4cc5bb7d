package dev.countersign.acceptance.history;

import dev.countersign.phone.DeviceJwt;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Factor;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Jws;
import dev.countersign.phone.SignedAnswer;
import dev.countersign.testkit.Authenticator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What answers for a person: one verified factor. */
sealed interface Holder {
    String identity();

    String factor();

    /** An app that shows codes. */
    record App(String identity, String factor, Authenticator display, AtomicLong lastTried) implements Holder {
        App(String identity, String factor, Authenticator display) {
            this(identity, factor, display, new AtomicLong());
        }

        /** The step whose code is shown at that instant. */
        long step(Instant at) {
            return Math.floorDiv(at.getEpochSecond(), display.period());
        }

        String code(long step) {
            return display.code(Instant.ofEpochSecond(step * display.period()));
        }
    }

    /** A phone that signs answers. */
    record Device(String identity, Factor known, DeviceKey key) implements Holder {
        @Override
        public String factor() {
            return known.sid();
        }

        String jwt(Instant now) {
            return Jws.of(DeviceJwt.header(known), DeviceJwt.claims(known, now), key, Habits.PLAIN);
        }

        /**
         * What answers a challenge.
         *
         * @param shown what of it is signed
         * @param by whose key it is
         */
        static String signed(Map<String, @Nullable Object> shown, Status word, DeviceKey by) {
            Map<String, @Nullable Object> payload = new LinkedHashMap<>(shown);
            payload.put("status", word.word());
            return Jws.of(SignedAnswer.header(), payload, by, Habits.PLAIN);
        }
    }
}
