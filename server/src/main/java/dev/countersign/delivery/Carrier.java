package dev.countersign.delivery;

/** Carries a parcel to whom it is for, waits for the answer, and says what came of it. Called on a virtual thread. */
@FunctionalInterface
public interface Carrier {
    /** Never throws for anything the other side does or leaves undone; takes 15 seconds at most. */
    Outcome carry(Parcel parcel);
}
