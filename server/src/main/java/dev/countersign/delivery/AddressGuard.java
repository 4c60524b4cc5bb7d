package dev.countersign.delivery;

import dev.countersign.domain.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be connected to on a stranger's word. Those of the public internet may; those of this machine, of
 * the networks it stands in and of what a cloud tells its machines may not, unless the operator allows them.
 */
public final class AddressGuard {
    // spec ASVS 13.2.4: what the application reaches outside stands on a list of what it may
    // spec RFC 6890 2.2.2: the blocks of IPv4 that are not the public internet's, and those reserved since
    private static final List<AddressRange> NOT_PUBLIC = AddressRange.all(
            "0.0.0.0/8", // this network, and unspecified
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by a carrier's customers; a metadata service of some cloud, too
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local; the metadata service of most clouds
            "168.63.129.16/32", // what a cloud tells its machines, at a public address
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    // spec RFC 6890 2.2.3: and of IPv6, within what is given out for the public internet
    private static final List<AddressRange> NOT_PUBLIC_6 = AddressRange.all(
            "2001::/23", // protocol assignments, with Teredo, benchmarks and identifiers that are no addresses
            "2001:db8::/32", // documentation
            "3fff::/20"); // documentation

    // spec RFC 4291 2.4: global unicast is given out of these; loopback, link-local, unique local and multicast are not
    private static final AddressRange GLOBAL_6 = AddressRange.parse("2000::/3");

    // spec RFC 6052 2.1: the well-known prefix of NAT64, an IPv4 address behind it
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    // spec RFC 3056 2: 6to4, an IPv4 address behind the first 16 bits
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

    private final List<AddressRange> allowed;

    /** @param allowed what the operator allows beside the public internet */
    public AddressGuard(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** An address that carries one of IPv4 leads there, and is judged by it. */
    boolean admits(InetAddress address) {
        if (holds(allowed, address)) {
            return true;
        }
        InetAddress carried = carried(address);
        if (carried != null) {
            return admits(carried);
        }
        return address.getAddress().length == 4
                ? !holds(NOT_PUBLIC, address)
                : GLOBAL_6.holds(address) && !holds(NOT_PUBLIC_6, address);
    }

    private static boolean holds(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.holds(address));
    }

    /** IPv4 mapped into IPv6 is no case of its own: Java makes IPv4 of it. */
    private static @Nullable InetAddress carried(InetAddress address) {
        if (NAT64.holds(address)) {
            return part(address, 12);
        }
        return SIX_TO_FOUR.holds(address) ? part(address, 2) : null;
    }

    private static InetAddress part(InetAddress address, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
