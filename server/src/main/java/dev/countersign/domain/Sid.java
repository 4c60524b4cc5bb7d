package dev.countersign.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A resource's name: two capitals for its kind and 16 bytes in hex. Each kind is its own type, so that a factor's cannot
 * be passed for a challenge's.
 *
 * <p>Those we draw begin with six bytes of creation time in milliseconds, so that sorting by SID is sorting by creation;
 * nothing relies on a SID being secret.
 */
public sealed interface Sid
        permits AccountSid,
                ApiKeySid,
                ServiceSid,
                EntitySid,
                FactorSid,
                KeySid,
                ChallengeSid,
                AccessTokenSid,
                CredentialSid,
                WebhookSid,
                NotificationSid,
                DeliverySid,
                MarkSid {

    /** The two capitals. */
    String prefix();

    Id id();

    /** When it was drawn, to the millisecond; meaningless for a SID that an operator chose. */
    default Instant created() {
        return Instant.ofEpochMilli(id().high() >>> 16);
    }

    /** As the world sees it: 34 characters. */
    default String text() {
        return id().text(prefix());
    }

    /** What a SID of this kind looks like, as a regular expression: for descriptions, never run on a request. */
    static String pattern(String prefix) {
        return "^" + prefix + "[0-9a-fA-F]{32}$";
    }

    /** The SID in {@code text}, whose hex digits may be of either case; null where it is none of this kind. */
    static <S extends Sid> @Nullable S parse(String prefix, Function<Id, S> of, String text) {
        if (text.length() != 34 || !text.startsWith(prefix)) {
            return null;
        }
        for (int i = 2; i < 34; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return null;
            }
        }
        return of.apply(
                new Id(HexFormat.fromHexDigitsToLong(text, 2, 18), HexFormat.fromHexDigitsToLong(text, 18, 34)));
    }

    /** Sixteen bytes, as they lie in the record. */
    record Id(long high, long low) {
        private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

        public static Id of(byte[] bytes) {
            if (bytes.length != 16) {
                throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.length);
            }
            ByteBuffer b = ByteBuffer.wrap(bytes);
            return new Id(b.getLong(), b.getLong());
        }

        public byte[] bytes() {
            return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        }

        /** Behind a prefix of two letters, in hex. A list of fifty has seven of these in every row, so it is done by hand. */
        String text(String prefix) {
            byte[] text = new byte[34];
            text[0] = (byte) prefix.charAt(0);
            text[1] = (byte) prefix.charAt(1);
            for (int i = 0; i < 16; i++) {
                text[2 + i] = DIGITS[(int) (high >>> (60 - 4 * i)) & 15];
                text[18 + i] = DIGITS[(int) (low >>> (60 - 4 * i)) & 15];
            }
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }
}
