package dev.countersign.http;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses whose word about the caller is taken: single ones and CIDR ranges, IPv4 and IPv6. */
final class TrustedProxies {
    private record Range(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0;
        }
    }

    private final List<Range> ranges;

    TrustedProxies(List<String> texts) {
        this.ranges = texts.stream().map(TrustedProxies::range).toList();
    }

    boolean none() {
        return ranges.isEmpty();
    }

    boolean trusts(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
            if (range.holds(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The address written as digits, with or without brackets and port; null for anything else, names above all. */
    static @Nullable InetAddress literal(String text) {
        String bare = text.strip();
        if (bare.startsWith("[")) {
            int close = bare.indexOf(']');
            bare = close < 0 ? "" : bare.substring(1, close);
        } else if (bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        try {
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("A trusted proxy must be an address or a CIDR range: " + text);
        }
        int most = address.getAddress().length * 8;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("A trusted proxy's prefix must be 0 to " + most + " bits: " + text);
        }
        return new Range(address.getAddress(), bits);
    }

    private static int bits(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }
}
