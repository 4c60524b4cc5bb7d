package dev.countersign.crypto;

import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The secrets we hand out as text, drawn from the randomness handed in. */
public final class Draw {
    private static final int TOKEN_BYTES = 16;
    private static final int API_SECRET_BYTES = 32;

    private Draw() {}

    /** 128 bits as 32 lower-case hexadecimal digits: the shape clients expect of an auth token. */
    public static String token(RandomGenerator random) {
        return HexFormat.of().formatHex(bytes(TOKEN_BYTES, random));
    }

    /** 256 bits as 43 characters that need no escaping in a URL, a header or a shell. */
    public static String apiSecret(RandomGenerator random) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(API_SECRET_BYTES, random));
    }

    private static byte[] bytes(int count, RandomGenerator random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
