package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The 256-bit key under which the data keys lie wrapped in the database. It comes from outside and is never in there
 * itself; what is there is its id, by which an operator can tell which one is needed.
 */
public final class MasterKey {
    private static final byte[] HEADER = {1};
    private static final int HEX_DIGITS = 2 * Gcm.KEY_BYTES;
    private static final int ID_BYTES = 8;

    private final Secret key;
    private final Gcm cipher;

    private MasterKey(Secret key) {
        this.key = key;
        this.cipher = Gcm.of(key);
    }

    /** @throws IllegalArgumentException unless there are 32 bytes */
    public static MasterKey of(byte[] bytes) {
        return new MasterKey(Secret.of(bytes));
    }

    /**
     * Reads a key as an operator writes it down: 64 hexadecimal digits, or 32 bytes in either Base64, white space around
     * it ignored.
     *
     * @throws IllegalArgumentException with words that do not repeat the text
     */
    public static MasterKey parse(String text) {
        byte[] bytes = bytes(text.strip());
        if (bytes.length != Gcm.KEY_BYTES) {
            throw malformed();
        }
        return of(bytes);
    }

    public static MasterKey draw(RandomGenerator random) {
        return new MasterKey(Secret.draw(Gcm.KEY_BYTES, random));
    }

    /** The key itself, as 64 hexadecimal digits, for the file that only its owner may read. */
    public String text() {
        return HexFormat.of().formatHex(key.reveal());
    }

    /** 16 hexadecimal digits that name the key and do not help to find it. */
    public String id() {
        byte[] mac = Mac256.of(key).sign("countersign master key id".getBytes(UTF_8));
        return HexFormat.of().formatHex(mac, 0, ID_BYTES);
    }

    public byte[] wrap(Secret dataKey, int dataKeyId) {
        return cipher.seal(HEADER, dataKey.reveal(), about(dataKeyId));
    }

    /** @throws Unreadable if it was wrapped under another master key, or as another data key, or is damaged */
    public Secret unwrap(byte[] wrapped, int dataKeyId) {
        if (wrapped.length == 0 || wrapped[0] != HEADER[0]) {
            throw new Unreadable("The wrapped data key does not begin as one does");
        }
        return Secret.of(cipher.open(wrapped, HEADER.length, about(dataKeyId)));
    }

    private static byte[] about(int dataKeyId) {
        byte[] id = ByteBuffer.allocate(Integer.BYTES).putInt(dataKeyId).array();
        return About.of("data key", id);
    }

    private static byte[] bytes(String text) {
        try {
            return text.length() == HEX_DIGITS
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException _) { // its words may hold a piece of the text, so it is no cause of ours
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("A master key is 64 hexadecimal digits, or 32 bytes in Base64.");
    }

    @Override
    public String toString() {
        return "MasterKey[" + id() + "]";
    }
}
