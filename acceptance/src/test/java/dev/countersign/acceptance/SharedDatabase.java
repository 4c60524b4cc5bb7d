package dev.countersign.acceptance;

import dev.countersign.acceptance.history.DatabaseFaults;
import dev.countersign.acceptance.history.Relay;
import dev.countersign.testkit.Postgres;
import java.util.List;
import java.util.stream.Stream;

/** One PostgreSQL for several servers, each of which reaches it over a road of its own. */
final class SharedDatabase implements DatabaseFaults, AutoCloseable {
    private final Postgres postgres = Postgres.start(Postgres.Options.DEFAULT.onDisk());
    private final String name = postgres.create();
    private final List<Relay> roads;

    SharedDatabase(int servers) {
        this.roads =
                Stream.generate(() -> new Relay(postgres::port)).limit(servers).toList();
    }

    /** As a server is told where it is that goes by this road. */
    String url(int road) {
        return "postgresql://postgres@127.0.0.1:" + roads.get(road).port() + "/" + name;
    }

    @Override
    public void kill() {
        postgres.kill();
    }

    @Override
    public void start() {
        postgres.restart();
    }

    @Override
    public void pause() {
        postgres.pause();
    }

    @Override
    public void resume() {
        postgres.resume();
    }

    @Override
    public List<Relay> roads() {
        return roads;
    }

    @Override
    public void close() {
        roads.forEach(Relay::close);
        postgres.close();
    }
}
