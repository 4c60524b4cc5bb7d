package dev.countersign.domain;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The network addresses that begin with the same bits, IPv4 or IPv6, as an operator names them: {@code 10.0.0.0/8}, or
 * one address alone.
 */
public final class AddressRange {
    private final byte[] first;
    private final int bits;

    private AddressRange(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException in one sentence, unless it is an address in digits, with or without a prefix length */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] first = address(slash < 0 ? text : text.substring(0, slash), text);
        int most = first.length * 8;
        String length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        int bits = length.matches("\\d{1,3}") ? Integer.parseInt(length) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("the prefix of " + text + " must be 0 to " + most + " bits");
        }
        return new AddressRange(first, bits);
    }

    /** Several at once. */
    public static List<AddressRange> all(String... texts) {
        return Arrays.stream(texts).map(String::strip).map(AddressRange::parse).toList();
    }

    private static byte[] address(String address, String text) {
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address or a CIDR range: " + text, e);
        }
    }

    public boolean holds(InetAddress address) {
        byte[] other = address.getAddress();
        int whole = bits / 8;
        if (other.length != first.length || !Arrays.equals(other, 0, whole, first, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((first[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
