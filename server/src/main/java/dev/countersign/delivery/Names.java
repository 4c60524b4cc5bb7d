package dev.countersign.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Says at which addresses a host name stands; asked anew whenever a connection is to be made. */
@FunctionalInterface
public interface Names {
    /** The machine's own way of looking up. */
    Names SYSTEM = InetAddress::getAllByName;

    /** May block for as long as name servers do. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
