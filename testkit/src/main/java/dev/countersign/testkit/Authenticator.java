package dev.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app with one account in it: scans an {@code otpauth://} URI and shows codes. */
public final class Authenticator {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] seed;
    private final String algorithm;
    private final int digits;
    private final int period;
    private final String issuer;
    private final String account;

    private Authenticator(byte[] seed, String algorithm, int digits, int period, String issuer, String account) {
        this.seed = seed;
        this.algorithm = algorithm;
        this.digits = digits;
        this.period = period;
        this.issuer = issuer;
        this.account = account;
    }

    /** What most apps assume where nobody says otherwise: SHA-1, six digits, thirty seconds. */
    public static Authenticator of(String base32) {
        return of(base32, "SHA1", 6, 30);
    }

    /** @param algorithm {@code SHA1}, {@code SHA256} or {@code SHA512} */
    public static Authenticator of(String base32, String algorithm, int digits, int period) {
        return new Authenticator(base32(base32), algorithm, digits, period, "", "");
    }

    /** Reads the URI of a QR code as the common apps do. */
    public static Authenticator scan(String uri) {
        URI read = URI.create(uri);
        if (!"otpauth".equals(read.getScheme()) || !"totp".equals(read.getHost())) {
            throw new IllegalArgumentException("No app would take this for TOTP: " + uri);
        }
        Map<String, String> said = new HashMap<>();
        for (String pair : read.getRawQuery().split("&", -1)) {
            int eq = pair.indexOf('=');
            // A plus stays a plus here: this is a URI's query and no form.
            said.put(
                    pair.substring(0, eq),
                    URLDecoder.decode(pair.substring(eq + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        String label = read.getPath().substring(1);
        return new Authenticator(
                base32(said.getOrDefault("secret", "")),
                said.getOrDefault("algorithm", "SHA1"),
                Integer.parseInt(said.getOrDefault("digits", "6")),
                Integer.parseInt(said.getOrDefault("period", "30")),
                said.getOrDefault("issuer", ""),
                label.substring(label.indexOf(':') + 1));
    }

    public String issuer() {
        return issuer;
    }

    /** Whose account it is, as the app shows it. */
    public String account() {
        return account;
    }

    public int period() {
        return period;
    }

    public int digits() {
        return digits;
    }

    public String algorithm() {
        return algorithm;
    }

    /** The code on the display at that instant. */
    public String code(Instant at) {
        return code(at, 0);
    }

    /** The code so many steps after that instant; before it, where negative. */
    public String code(Instant at, int steps) {
        return hotp(Math.floorDiv(at.getEpochSecond(), period) + steps);
    }

    /** As many digits as a code has, but on the display at no time near. */
    public String wrongCode(Instant at) {
        Set<String> near = new HashSet<>();
        for (int steps = -4; steps <= 4; steps++) {
            near.add(code(at, steps));
        }
        int wrong = 0;
        while (near.contains(padded(wrong))) {
            wrong++;
        }
        return padded(wrong);
    }

    // RFC 4226 5.3: the low four bits of the last byte say where the 31 bits lie
    private String hotp(long counter) {
        byte[] hash = hmac(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
        int offset = hash[hash.length - 1] & 0xf;
        int bits = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
        int modulus = 1;
        for (int i = 0; i < digits; i++) {
            modulus *= 10;
        }
        return padded(bits % modulus);
    }

    private String padded(int number) {
        return String.format(Locale.ROOT, "%0" + digits + "d", number);
    }

    private byte[] hmac(byte[] message) {
        try {
            String name = "Hmac" + algorithm.toUpperCase(Locale.ROOT);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(seed, name));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of the seed, for those who look for them where they must not be. */
    public byte[] seed() {
        return Arrays.copyOf(seed, seed.length);
    }

    /** Seed bytes as they are handed to others. */
    // RFC 4648 6
    public static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte b : bytes) {
            held = (held << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((held >> bits) & 31));
            }
            held &= (1 << bits) - 1;
        }
        return bits == 0
                ? text.toString()
                : text.append(ALPHABET.charAt((held << (5 - bits)) & 31)).toString();
    }

    private static byte[] base32(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int held = 0;
        int bits = 0;
        for (char c : text.toUpperCase(Locale.ROOT).replace("=", "").toCharArray()) {
            int five = ALPHABET.indexOf(c);
            if (five < 0) {
                throw new IllegalArgumentException("not Base32");
            }
            held = (held << 5) | five;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return bytes.toByteArray();
    }
}
