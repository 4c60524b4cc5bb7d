package dev.countersign.store;

/** A thread that works for one store. Whoever is on it is inside a unit or a look, and may not begin another there. */
final class StoreThread extends Thread {
    private final Object store;

    StoreThread(Object store, String name, Runnable work) {
        super(null, work, name);
        this.store = store;
        setDaemon(true);
    }

    static void refuseWithin(Object store) {
        if (Thread.currentThread() instanceof StoreThread inside && inside.store.equals(store)) {
            throw new IllegalStateException("a unit of work may not begin another inside itself");
        }
    }

    /** Waits for it to end, however often we are interrupted. */
    void awaitEnd() {
        boolean interrupted = false;
        while (isAlive()) {
            try {
                join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
