package dev.countersign.crypto;

import java.util.Map;

/** The text in which a push identity is kept, and sealed: a JSON object with its kind, its names and its private key. */
final class KeptIdentity {
    // As in a service account's file, whose names are Google's.
    static final String KIND = "type";
    static final String KEY = "private_key";
    static final String KEY_ID = "private_key_id";

    static final String TEAM = "team_id";
    static final String CERTIFICATE = "certificate";
    static final String SANDBOX = "sandbox";
    static final String SUBJECT = "subject";

    private KeptIdentity() {}

    static Secret of(Map<String, String> texts) {
        return Secret.of(Claims.write(texts));
    }

    static PushIdentity open(Secret kept) {
        Claims c = Claims.read(kept.reveal());
        if (c == null) {
            throw new Unreadable("What was kept of a push identity is no JSON");
        }
        try {
            return switch (text(c, KIND)) {
                case PushIdentity.Fcm.KIND -> PushIdentity.Fcm.read(c);
                case PushIdentity.ApnsToken.KIND ->
                    PushIdentity.ApnsToken.parse(text(c, TEAM), text(c, KEY_ID), text(c, KEY), sandbox(c));
                case PushIdentity.ApnsCertificate.KIND ->
                    PushIdentity.ApnsCertificate.parse(text(c, CERTIFICATE), text(c, KEY), sandbox(c));
                case PushIdentity.Vapid.KIND -> PushIdentity.Vapid.parse(text(c, KEY), text(c, SUBJECT));
                default -> throw new Unreadable("What was kept is of no kind of push identity");
            };
        } catch (UnfitIdentity e) {
            throw new Unreadable("What was kept of a push identity does not fit together: " + e.part());
        }
    }

    private static boolean sandbox(Claims c) {
        return Boolean.parseBoolean(text(c, SANDBOX));
    }

    /** Empty where it is absent. */
    static String text(Claims c, String name) {
        String text = c.text(name);
        return text == null ? "" : text;
    }
}
