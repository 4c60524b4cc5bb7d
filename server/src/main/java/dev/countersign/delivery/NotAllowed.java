package dev.countersign.delivery;

import java.net.ConnectException;

/** A connection is not made, since the address is none that we connect to. */
final class NotAllowed extends ConnectException {
    private static final long serialVersionUID = 1;

    NotAllowed(String address) {
        super("the address " + address + " is not allowed");
    }
}
