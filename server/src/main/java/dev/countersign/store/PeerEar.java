package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** One connection that listens to what servers on a database tell each other, for as long as it hears its own among them. */
final class PeerEar {
    /** Whoever is not heard for so long has died, and its last words may be lost. */
    static final long SILENCE_MILLIS = 1300;

    private static final int LISTENED_MILLIS = 100;

    private final String self;
    private final Connection connection;
    private final LongSupplier nanos;
    private final Supplier<Peers.Listener> listener;
    private final Map<String, Long> heard = new HashMap<>();

    PeerEar(String self, Connection connection, LongSupplier nanos, Supplier<Peers.Listener> listener) {
        this.self = self;
        this.connection = connection;
        this.nanos = nanos;
        this.listener = listener;
    }

    /**
     * Listens until told to end; throws once it is deaf.
     *
     * @param crowd told again and again how many servers are heard, this one among them
     */
    void listen(BooleanSupplier ended, IntConsumer crowd) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN countersign");
        }
        // What was told before is not heard any more.
        listener.get().missed();
        heard.put(self, nanos.getAsLong());
        PGConnection wire = connection.unwrap(PGConnection.class);
        while (!ended.getAsBoolean()) {
            PGNotification[] all = wire.getNotifications(LISTENED_MILLIS);
            if (all != null) {
                for (PGNotification one : all) {
                    hear(one.getParameter());
                }
            }
            if (missSomebody()) {
                listener.get().missed();
            }
            crowd.accept(heard.size());
        }
    }

    private void hear(String message) {
        String[] words = message.split(" ", -1);
        heard.put(words[0], nanos.getAsLong());
        if (words[0].equals(self)) {
            return; // whoever waits here was woken when it was written
        }
        for (int i = 1; i < words.length; i++) {
            PeerWords.hear(words[i], listener.get());
        }
    }

    private boolean missSomebody() throws SQLException {
        long last = nanos.getAsLong() - TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS);
        if (!heard.values().removeIf(at -> at - last < 0)) {
            return false;
        }
        if (!heard.containsKey(self)) {
            throw new SQLException("nothing is heard of what this server itself tells", "08000");
        }
        return true;
    }
}
