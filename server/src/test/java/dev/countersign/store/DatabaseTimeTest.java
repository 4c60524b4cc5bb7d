package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.Postgres;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.InstantSource;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("database")
@Tag("postgresql")
class DatabaseTimeTest {
    private static final long HOUR_MILLIS = 3_600_000;

    @Test
    void thatAllConnectionsAreBusyIsNoWordAboutTheDatabaseAndThatItIsElsewhereIsTheFirst() {
        assertThat(trouble(new SQLTransientConnectionException("none was free in time"), null))
                .isNull();
        assertThat(trouble(new SQLTransientConnectionException("none", new ConnectException()), null))
                .isEqualTo("the database cannot be reached");
        assertThat(trouble(new SQLException("terminated", "57P01"), "was moved to there"))
                .isEqualTo("the database was moved to there");
    }

    /** What is told where that question fails like that. */
    private static @Nullable String trouble(SQLException failure, @Nullable String away) {
        Db.Sources sources = new Db.Sources(InstantSource.system(), new Random(1), System::nanoTime);
        Trouble trouble = new Trouble(() -> {});
        PGSimpleDataSource failing = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1;

            @Override
            public Connection getConnection() throws SQLException {
                throw failure;
            }
        };
        try (DatabaseTime time =
                new DatabaseTime(failing, () -> away, new Instants(sources.clock()), sources, trouble, true)) {
            time.start();
            return trouble.words();
        }
    }

    @Test
    void whoFollowedAClockThatLeaptAndCameBackIsNotReadyAsTimeStandsStillThere() {
        String name = Postgres.shared().create();
        Db.Sources sources = new Db.Sources(InstantSource.system(), new Random(1), System::nanoTime);
        Instants instants = new Instants(sources.clock());
        PostgresConnector connector =
                new PostgresConnector(PostgresUrl.parse(Postgres.shared().url(name)));
        try (DatabaseTime time =
                new DatabaseTime(connector.source(), () -> null, instants, sources, new Trouble(() -> {}), true)) {
            time.start();
            assertThat(time.astray()).isNull();
        }
        instants.correct(HOUR_MILLIS);
        instants.now();
        try (DatabaseTime time =
                new DatabaseTime(connector.source(), () -> null, instants, sources, new Trouble(() -> {}), true)) {
            time.start();
            assertThat(time.astray())
                    .matches("time stands still here for 3[56]\\d{5} ms, since a clock leapt ahead and came back;"
                            + " start this server anew");
        }
    }
}
