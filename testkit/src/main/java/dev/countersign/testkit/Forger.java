package dev.countersign.testkit;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.DeviceJwt;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Factor;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.phone.SignedAnswer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A phone that lies. It has a phone's key, so that only the lie is wrong with what it writes; and it has a stranger's,
 * whom no server knows.
 */
public final class Forger {
    private static final String HEX = "0123456789abcdef";

    private final DeviceKey key;
    private final DeviceKey stranger;

    public Forger(DeviceKey key, DeviceKey stranger) {
        this.key = key;
        this.stranger = stranger;
    }

    /** The true device JWT of that factor: bend it. */
    public Forgery jwt(Factor factor, Instant now) {
        return Forgery.of(DeviceJwt.header(factor), DeviceJwt.claims(factor, now), key);
    }

    /** The true answer to that challenge, with that word as its status: bend it. */
    public Forgery answer(Challenge challenge, String status) {
        return Forgery.of(SignedAnswer.header(), SignedAnswer.payload(challenge, status), key);
    }

    /** Other ways to write the same truth, by name, each of which is as good as it. */
    public Map<String, String> truths(Forgery truth) {
        Map<String, String> truths = new LinkedHashMap<>();
        truths.put("as it is", truth.text());
        String spaced = truth.payloadText().replaceFirst("\\{", " {\n\t").replaceFirst("}$", " }\r\n");
        truths.put("spaces in the payload", truth.payload(spaced).text());
        truths.put(
                "spaces in the header",
                truth.header(truth.headerText().replace("\":", "\" : ")).text());
        truths.put("another member", truth.claim("nonce", "x").text());
        truths.put(
                "other order",
                truth.payload(Json.text(new TreeMap<>(Json.object(truth.payloadText())), Habits.ANDROID))
                        .text());
        truths.put(
                "letters escaped", truth.payload(escaped(truth.payloadText())).text());
        return truths;
    }

    /** Every small letter and digit within strings as the escape that means the same. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder();
        boolean within = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\\') {
                text.append(c).append(json.charAt(++i));
                continue;
            }
            within ^= c == '"';
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            text.append(within && plain ? "\\u00" + HEX.charAt(c >> 4) + HEX.charAt(c & 15) : String.valueOf(c));
        }
        return text.toString();
    }

    /** Texts, by name, that say the truth and prove it in no way that counts. */
    public Map<String, String> unproven(Forgery truth) {
        Map<String, String> lies = new LinkedHashMap<>();
        lies.putAll(new AlgorithmLies(truth, key, stranger).all());
        lies.putAll(new SignatureLies(truth, key).all());
        lies.putAll(new TextLies(truth).all());
        return lies;
    }

    /** Well-signed answers, by name, of which each says one thing other than the challenge and one of the two words. */
    public Map<String, String> untrue(Challenge challenge) {
        return new AnswerLies(answer(challenge, "approved"), challenge).all();
    }
}
