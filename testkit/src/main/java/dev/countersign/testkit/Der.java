package dev.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the few kinds of ASN.1 values that a certificate is made of, in DER. */
final class Der {
    private Der() {}

    /** A value of that tag, of which the parts are the content. */
    static byte[] value(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        // spec X.690 8.1.3: a length below 128 is one byte; another is led by how many bytes it has
        if (content.length < 0x80) {
            return joined(new byte[] {(byte) tag}, new byte[] {(byte) content.length}, content);
        }
        if (length[0] == 0) {
            length = Arrays.copyOfRange(length, 1, length.length);
        }
        return joined(new byte[] {(byte) tag, (byte) (0x80 | length.length)}, length, content);
    }

    static byte[] sequence(byte[]... parts) {
        return value(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(0x31, parts);
    }

    static byte[] integer(long number) {
        return value(0x02, BigInteger.valueOf(number).toByteArray());
    }

    static byte[] yes() {
        return value(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] utf8(String text) {
        return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param text as in {@code 200101000000Z} */
    static byte[] utcTime(String text) {
        return value(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] octets(byte[]... parts) {
        return value(0x04, parts);
    }

    /** Bits that fill their last byte but for so many. */
    static byte[] bits(int unused, byte[] bits) {
        return value(0x03, new byte[] {(byte) unused}, bits);
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // spec X.690 8.19.4: the first two arcs share a subidentifier
        bytes.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            long arc = Long.parseLong(arcs[i]);
            for (int shift = 56; shift > 0; shift -= 7) {
                if (arc >> shift != 0) {
                    bytes.write((int) (0x80 | (arc >> shift & 0x7f)));
                }
            }
            bytes.write((int) (arc & 0x7f));
        }
        return value(0x06, bytes.toByteArray());
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
