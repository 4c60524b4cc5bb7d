package dev.countersign.phone;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a phone signs to answer a challenge: the challenge as it was shown, and the answer as its status. */
public final class SignedAnswer {
    private SignedAnswer() {}

    public static Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", "ES256");
        return header;
    }

    /** @throws Unusable where the challenge did not come with all that is to be signed */
    // spec Verify 5.5: each listed name with the value as received, and then the answer as the status
    public static Map<String, @Nullable Object> payload(Challenge challenge, String answer) {
        if (challenge.signatureFields().isEmpty()) {
            throw new Unusable("Signature fields or response not set");
        }
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        for (String name : challenge.signatureFields()) {
            // spec Verify 11 T19: a listed name that is not in the body, spaces and all, ends it
            if (!challenge.received().containsKey(name)) {
                throw new Unusable("'" + name + "' is to be signed and not there");
            }
            payload.put(name, challenge.received().get(name));
        }
        payload.put("status", answer);
        return payload;
    }
}
