package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledIfSystemProperty(
        named = "countersign.long",
        matches = "true",
        disabledReason = "it takes minutes; ./check --long runs it")
final class PatroniClusterTest {
    @BeforeEach
    void installed() {
        assumeTrue(
                PatroniCluster.missing().isEmpty(),
                () -> "SKIPPED: not installed: " + String.join(", ", PatroniCluster.missing()));
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNCHRONOUS", "STRICT"})
    void whatWasAcknowledgedOutlivesThePrimary(PatroniCluster.Replication replication) throws SQLException {
        long begin = System.nanoTime();
        try (PatroniCluster cluster = PatroniCluster.start(replication)) {
            IO.println("Three members are up in " + secondsSince(begin));
            String database = cluster.create();
            assertThat(cluster.url(database)).matches("postgresql://postgres@(127.0.0.1:\\d+,){2}127.0.0.1:\\d+/t\\w+");
            try (Connection connection = cluster.connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE thing (n int)");
                for (int n = 1; n <= 100; n++) {
                    statement.execute("INSERT INTO thing VALUES (" + n + ")");
                }
            }
            for (int round = 1; round <= 2; round++) {
                long killed = System.nanoTime();
                PatroniMember dead = cluster.killPrimary();
                PatroniMember primary = cluster.awaitPrimary();
                IO.println("There is another primary after " + secondsSince(killed));
                assertThat(primary).isNotSameAs(dead);
                try (Connection connection = cluster.connect(database);
                        Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO thing VALUES (" + (100 + round) + ")");
                    IO.println("It takes writes after " + secondsSince(killed));
                    try (ResultSet rows = statement.executeQuery("SELECT count(DISTINCT n), max(n) FROM thing")) {
                        rows.next();
                        assertThat(rows.getInt(1)).isEqualTo(100 + round);
                        assertThat(rows.getInt(2)).isEqualTo(100 + round);
                    }
                }
                long revived = System.nanoTime();
                cluster.revive(dead);
                IO.println(dead.name() + " is back after " + secondsSince(revived));
            }
            IO.println("All in all it took " + secondsSince(begin));
        }
    }

    private static String secondsSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis() / 1000.0 + " s";
    }
}
