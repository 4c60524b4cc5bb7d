package dev.countersign.http;

import dev.countersign.domain.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses whose word about the caller is taken: single ones and CIDR ranges, IPv4 and IPv6. */
final class TrustedProxies {
    private final List<AddressRange> ranges;

    TrustedProxies(List<String> texts) {
        this.ranges = texts.stream().map(TrustedProxies::range).toList();
    }

    boolean none() {
        return ranges.isEmpty();
    }

    boolean trusts(InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.holds(address)) {
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

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("A trusted proxy must be an address or a CIDR range: " + text, e);
        }
    }
}
