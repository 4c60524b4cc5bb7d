package dev.countersign.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.PushConfig;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Jws;
import dev.countersign.phone.SignedAnswer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's push factor and the key it was made with. What it signs here is short, a challenge's SID and a word: what a
 * phone signs of a challenge is read above the core.
 */
record Device(Rig rig, Person person, FactorSid factor, DeviceKey key) {
    private static final RandomGenerator CHANCE = new Random(9);

    /** A verified factor of that person's. */
    static Device enrolled(Rig rig, String identity) {
        Device device = created(rig, rig.person(identity));
        device.verify();
        return device;
    }

    static Device created(Rig rig, Person person) {
        DeviceKey key = DeviceKey.draw(CHANCE);
        PushConfig config = PushConfig.of("1.0", "com.example", PushConfig.Platform.NONE, null);
        Factors.NewPush asked = new Factors.NewPush("ana's phone", key.spki(), config, null);
        return new Device(
                rig, person, rig.factors.create(person, asked, null).factor().sid(), key);
    }

    void verify() {
        String proof = Base64.getEncoder().encodeToString(key.der(factor.text().getBytes(UTF_8)));
        rig.factors.update(person, factor, new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, proof));
    }

    ChallengeSid ask() {
        Challenges.Details details = new Challenges.Details("?", _ -> "{\"message\":\"?\"}");
        return rig.challenges
                .create(person, new Challenges.NewChallenge(factor, details, null, null, null))
                .challenge()
                .sid();
    }

    /** Signed with this key: that this word is the answer to that challenge. */
    String sign(ChallengeSid sid, String word) {
        return Jws.of(SignedAnswer.header(), Map.of("sid", sid.text(), "status", word), key, Habits.PLAIN);
    }

    /** Reads what was so signed. */
    static @Nullable Answer read(Challenge challenge, byte[] signed) {
        String text = new String(signed, UTF_8);
        if (!text.contains(challenge.sid().text())) {
            return null;
        }
        return text.contains("\"approved\"") ? Answer.APPROVED : text.contains("\"denied\"") ? Answer.DENIED : null;
    }

    Challenges.Outcome send(ChallengeSid sid, String payload) {
        return send(sid, payload, null, Device::read);
    }

    Challenges.Outcome send(ChallengeSid sid, String payload, @Nullable String metadata, Challenges.Reading reading) {
        return rig.challenges.answer(person, sid, new Challenges.Response(payload, metadata, factor, reading));
    }

    Challenges.Outcome approve(ChallengeSid sid) {
        return send(sid, sign(sid, "approved"));
    }

    Challenge found(ChallengeSid sid) {
        return rig.challenges.find(person, sid);
    }

    Challenge.State state(ChallengeSid sid) {
        return found(sid).state();
    }

    List<Challenge> list() {
        return rig.challenges
                .list(person, new Challenge.Filter(factor, null), Rig.FIRST)
                .rows();
    }
}
