package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signed text in three parts, the compact JWS: read, but not believed. Whether its signature is somebody's, only a key
 * can tell ({@link Es256#jws}, {@link Mac256#verify}).
 */
public final class Jws {
    private static final int LONGEST_HEADER = 4 * 1024;
    /** As Base64url spells 48 KiB. */
    private static final int LONGEST_PAYLOAD = 64 * 1024;

    private static final int LONGEST_SIGNATURE = 1024;

    // spec RFC 7515 4.1.11: what must be understood to verify it, of which we understand nothing
    // spec RFC 7515 4.1.2: where its key is to be fetched, and in 4.1.3 and 4.1.5 to 4.1.8 the key itself, or which
    // certificate has it. Whose key it is we know from our own record: nothing in a text gets to choose
    private static final List<String> UNWANTED = List.of("crit", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256");

    private final Claims header;
    private final byte[] payload;
    private final byte[] signature;
    private final byte[] signed;

    private Jws(Claims header, byte[] payload, byte[] signature, byte[] signed) {
        this.header = header;
        this.payload = payload;
        this.signature = signature;
        this.signed = signed;
    }

    /** The text as a JWS, or null where it is none, or one larger than anybody here has use for. */
    public static @Nullable Jws parse(String text) {
        // spec RFC 7515 7.1: header, payload and signature, with two dots between them; a third one spells nothing
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        if (first < 0 || last == first) {
            return null;
        }
        byte[] header = part(text, 0, first, LONGEST_HEADER);
        byte[] payload = part(text, first + 1, last, LONGEST_PAYLOAD);
        byte[] signature = part(text, last + 1, text.length(), LONGEST_SIGNATURE);
        if (header == null || payload == null || signature == null) {
            return null;
        }
        // spec RFC 7515 5.2: the header is a JSON object in UTF-8; 4: whose names are unique
        Claims said = Claims.read(header);
        // spec RFC 7515 5.1: what is signed is the text of the first two parts as it came, not what they say
        return said == null
                ? null
                : new Jws(said, payload, signature, text.substring(0, last).getBytes(US_ASCII));
    }

    /** A header's text, or null where it is absent or no text. */
    public @Nullable String header(String name) {
        return header.text(name);
    }

    /**
     * Whether its header asks to be verified by that algorithm and by nothing else: it brings or names no key (but for a
     * {@code kid}, which is only a name), and has no extension that one would have to understand.
     */
    public boolean asksFor(String algorithm) {
        // spec RFC 8725 3.1: the algorithm is the verifier's choice, to the letter of its name
        return algorithm.equals(header.text("alg")) && UNWANTED.stream().noneMatch(header::has);
    }

    public byte[] payload() {
        return payload.clone();
    }

    /** What the payload says if it is a JSON object, and null otherwise. Believe it after the signature only. */
    public @Nullable Claims claims() {
        return Claims.read(payload);
    }

    /** The bytes the signature is over. */
    public byte[] signed() {
        return signed.clone();
    }

    public byte[] signature() {
        return signature.clone();
    }

    private static byte @Nullable [] part(String text, int begin, int end, int longest) {
        return end - begin > longest ? null : Base64Url.decode(text.substring(begin, end));
    }
}
