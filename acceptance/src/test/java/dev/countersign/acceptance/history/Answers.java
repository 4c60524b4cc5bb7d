package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Wire.Came;
import dev.countersign.phone.DeviceKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes answers: right and wrong ones, codes that were used before, and what somebody else signed. */
final class Answers {
    private static final DeviceKey STRANGER = DeviceKey.draw(new SecureRandom());

    private final RandomGenerator random;

    Answers(RandomGenerator random) {
        this.random = random;
    }

    /**
     * An answer that can be sent.
     *
     * @param jwt of the device that brings it; null where the backend does
     */
    record Prepared(Proof proof, String payload, @Nullable String jwt) {
        Came sentBy(Desk desk, Question question) {
            return jwt == null ? desk.answer(question, proof, payload) : desk.answer(question, proof, payload, jwt);
        }
    }

    /** Whether an answer can be made; a device has to be shown the challenge first. */
    boolean ready(Question question, Desk desk) {
        if (question.holder() instanceof Holder.Device && question.shown() == null) {
            Came came = desk.fetch(question.identity(), question.sid());
            if (!came.done()) {
                return false;
            }
            question.show(came.body(), came.signed());
        }
        return true;
    }

    Prepared prepare(Question question) {
        return switch (question.holder()) {
            case Holder.App app -> code(app);
            case Holder.Device device -> signed(device, Objects.requireNonNull(question.shown()));
        };
    }

    Prepared code(Holder.App app) {
        int chance = random.nextInt(100);
        if (chance < 45) {
            return right(app);
        }
        long last = app.lastTried().get();
        return chance < 60 && last > 0
                ? new Prepared(new Proof.Code(last), app.code(last), null)
                : new Prepared(new Proof.WrongCode(), app.display().wrongCode(Instant.now()), null);
    }

    /** A code of this step, or of a step beside it. */
    Prepared right(Holder.App app) {
        int[] beside = {-1, 0, 0, 0, 1};
        long step = app.step(Instant.now()) + beside[random.nextInt(beside.length)];
        app.lastTried().set(step);
        return new Prepared(new Proof.Code(step), app.code(step), null);
    }

    private Prepared signed(Holder.Device device, Map<String, @Nullable Object> shown) {
        Status word = random.nextBoolean() ? Status.APPROVED : Status.DENIED;
        boolean forged = random.nextInt(10) == 0;
        String payload = Holder.Device.signed(shown, word, forged ? STRANGER : device.key());
        String jwt = random.nextBoolean() ? device.jwt(Instant.now()) : null;
        return new Prepared(forged ? new Proof.Forged(word) : new Proof.Signed(word), payload, jwt);
    }
}
