package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Sid;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Servers that hear of each other through their database. What is told is gathered for a moment and sent after the commit,
 * on a connection of its own: sent inside the deciding transaction it would make all of them wait for one another. Each
 * server also says that it is there, twice a second: whoever does not hear itself is deaf, and whoever hears another no
 * more may have missed its last words; then everything is looked at again.
 */
final class PostgresPeers implements Peers, AutoCloseable {
    private static final Logger LOG = System.getLogger(PostgresPeers.class.getName());

    static final long GATHERED_MILLIS = 10;
    static final long BETWEEN_BEATS_MILLIS = 500;

    /** More than so many words untold are not kept: the others are told to look at everything. */
    private static final int MOST_UNTOLD = 10_000;

    private static final String TELL = "SELECT pg_notify('countersign', ?)";

    private final PostgresConnector connector;
    private final Db.Sources sources;
    private final boolean listens;
    private final String self;
    private final Semaphore calls = new Semaphore(0);
    private final Set<String> untold = new LinkedHashSet<>();
    private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Integer servers;

    PostgresPeers(PostgresConnector connector, Db.Sources sources, boolean listens) {
        this.connector = connector;
        this.sources = sources;
        this.listens = listens;
        this.self = listens ? Long.toHexString(sources.random().nextLong()) : "";
    }

    void start() {
        if (listens) {
            threads.add(Thread.ofPlatform().daemon().name("store-teller").start(this::tell));
            threads.add(Thread.ofPlatform().daemon().name("store-listener").start(this::hear));
        } else {
            threads.add(Thread.ofPlatform().daemon().name("store-listener").start(this::poll));
        }
    }

    @Override
    public void changed(AccountSid account, Sid.Id person) {
        tell(PeerWords.changed(account, person));
    }

    @Override
    public void removed(Sid.Id service) {
        tell(PeerWords.removed(service));
    }

    @Override
    public void listen(Listener heard) {
        listener.set(heard);
    }

    @Override
    public @Nullable Integer servers() {
        return servers;
    }

    private void tell(String word) {
        if (!listens) {
            return;
        }
        synchronized (untold) {
            if (untold.size() >= MOST_UNTOLD) {
                untold.clear();
                untold.add(PeerWords.EVERYTHING);
            }
            untold.add(word);
        }
        if (calls.availablePermits() == 0) {
            calls.release();
        }
    }

    /** What is to be told, gathered; nothing where it is only time to say that we are here. */
    private List<String> gathered() throws InterruptedException {
        if (calls.tryAcquire(BETWEEN_BEATS_MILLIS, TimeUnit.MILLISECONDS)) {
            TimeUnit.MILLISECONDS.sleep(GATHERED_MILLIS);
            calls.drainPermits();
        }
        synchronized (untold) {
            List<String> all = List.copyOf(untold);
            untold.clear();
            return all;
        }
    }

    private void tell() {
        List<String> words = List.of();
        while (!closed) {
            try (Session session = new Session(connector.connect(Role.WRITER))) {
                while (!closed) {
                    words = words.isEmpty() ? gathered() : words;
                    for (String message : PeerWords.messages(self, words)) {
                        session.all(TELL, _ -> true, message);
                    }
                    words = List.of();
                }
            } catch (SQLException e) {
                troubled("told", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void hear() {
        while (!closed) {
            try (Connection connection = connector.connect(Role.READER)) {
                new PeerEar(self, connection, sources.nanos(), this::listener)
                        .listen(() -> closed, heard -> servers = heard);
            } catch (SQLException e) {
                troubled("heard", e);
            }
            servers = null;
            if (!closed) {
                listener().missed();
            }
        }
    }

    /** Without a word from anybody, everything is looked at once a second. */
    private void poll() {
        while (!closed) {
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
            listener().missed();
        }
    }

    private Listener listener() {
        Listener there = listener.get();
        return there == null ? PeerWords.NOBODY : there;
    }

    private void troubled(String what, SQLException e) {
        if (closed) {
            return;
        }
        LOG.log(Level.WARNING, "other servers cannot be {0} just now: {1}", what, e.getMessage());
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_BEATS_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
