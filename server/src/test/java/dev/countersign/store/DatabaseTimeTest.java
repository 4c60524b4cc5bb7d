package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.Postgres;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@Tag("postgresql")
class DatabaseTimeTest {
    private static final long HOUR_MILLIS = 3_600_000;

    @Test
    void whoFollowedAClockThatLeaptAndCameBackIsNotReadyAsTimeStandsStillThere() {
        String name = Postgres.shared().create();
        Db.Sources sources = new Db.Sources(InstantSource.system(), new Random(1), System::nanoTime);
        Instants instants = new Instants(sources.clock());
        PostgresConnector connector =
                new PostgresConnector(PostgresUrl.parse(Postgres.shared().url(name)));
        try (DatabaseTime time = new DatabaseTime(connector.source(), instants, sources, new Trouble(() -> {}), true)) {
            time.start();
            assertThat(time.astray()).isNull();
        }
        instants.correct(HOUR_MILLIS);
        instants.now();
        try (DatabaseTime time = new DatabaseTime(connector.source(), instants, sources, new Trouble(() -> {}), true)) {
            time.start();
            assertThat(time.astray())
                    .matches("time stands still here for 3[56]\\d{5} ms, since a clock leapt ahead and came back;"
                            + " start this server anew");
        }
    }
}
