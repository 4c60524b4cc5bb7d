package dev.countersign.acceptance;

import dev.countersign.acceptance.history.Relay;
import dev.countersign.acceptance.history.Server;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A product that is reached at the same place however often it is started. */
final class Rack implements Server, AutoCloseable {
    private final String name;
    private final int starts;
    private final Supplier<Product> first;
    private final Relay road = new Relay(() -> product().base().getPort());
    private volatile @Nullable Product product;

    /** @param starts how often it may take to start again: more than once only where what it needs can be down */
    Rack(String name, int starts, Supplier<Product> first) {
        this.name = name;
        this.starts = starts;
        this.first = first;
    }

    Product product() {
        Product running = product;
        if (running == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return running;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public URI base() {
        return URI.create("http://127.0.0.1:" + road.port());
    }

    @Override
    public Relay road() {
        return road;
    }

    @Override
    public void kill() {
        product().kill();
    }

    @Override
    public void start() {
        Product before = product;
        if (before == null) {
            product = first.get();
            return;
        }
        for (int i = 1; ; i++) {
            try {
                product = before.startAgain();
                return;
            } catch (AssertionError e) {
                // Where its database is down just now it gives up, and whoever looks after it starts it again.
                if (i == starts) {
                    throw e;
                }
                Api.pause(500);
            }
        }
    }

    @Override
    public void pause() {
        product().pause();
    }

    @Override
    public void resume() {
        product().resume();
    }

    @Override
    public void close() {
        road.close();
        Product running = product;
        if (running != null) {
            running.close();
        }
    }
}
