package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys and certificates as operators paste them. */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** @param label {@code PRIVATE KEY} or {@code CERTIFICATE} */
    // spec RFC 7468 2: lines of 64 characters between a BEGIN and an END
    static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
