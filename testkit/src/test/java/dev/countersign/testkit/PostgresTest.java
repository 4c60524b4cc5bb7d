package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void eachVersionStarts(int version) throws SQLException {
        try (Postgres postgres = Postgres.start(Postgres.Options.DEFAULT.version(version))) {
            assertThat(asked(postgres, "postgres", "SHOW server_version")).startsWith(version + ".");
        }
    }

    @Test
    void eachDatabaseIsAWorldOfItsOwn() throws SQLException {
        Postgres postgres = Postgres.shared();
        String one = postgres.create();
        tell(postgres, one, "CREATE TABLE thing AS SELECT 'here' AS word");
        String copy = postgres.create(one);
        tell(postgres, copy, "UPDATE thing SET word = 'there'");
        assertThat(asked(postgres, one, "SELECT word FROM thing")).isEqualTo("here");
        assertThat(asked(postgres, copy, "SELECT word FROM thing")).isEqualTo("there");
        assertThat(postgres.url(one)).isEqualTo("postgresql://postgres@127.0.0.1:" + postgres.port() + "/" + one);
        try (Connection open = postgres.connect(one)) {
            postgres.drop(one);
            assertThat(open.isValid(1)).isFalse();
        }
        assertThatThrownBy(() -> postgres.connect(one)).hasMessageContaining("does not exist");
        postgres.drop(copy);
    }

    @Test
    void itListensOnTheLoopbackAddressAlone() throws SQLException {
        assertThat(asked(Postgres.shared(), "postgres", "SHOW listen_addresses"))
                .isEqualTo("127.0.0.1");
        assertThat(asked(Postgres.shared(), "postgres", "SHOW max_connections")).isEqualTo("300");
    }

    @Test
    void whatWasCommittedSurvivesAKill() throws SQLException {
        Postgres.Options options = Postgres.Options.DEFAULT
                .onDisk()
                .in(dir)
                .with("application_name", "it's a test")
                .with("autovacuum", "off");
        try (Postgres postgres = Postgres.start(options)) {
            assertThat(asked(postgres, "postgres", "SHOW fsync")).isEqualTo("on");
            assertThat(asked(postgres, "postgres", "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(asked(postgres, "postgres", "SHOW autovacuum")).isEqualTo("off");
            long pid = postgres.pid();
            int port = postgres.port();
            tell(postgres, "postgres", "CREATE TABLE thing AS SELECT 'committed' AS word");
            try (Connection open = postgres.connect("postgres");
                    Statement statement = open.createStatement()) {
                open.setAutoCommit(false);
                statement.executeUpdate("UPDATE thing SET word = 'not yet'");
                postgres.kill();
                assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> postgres.connect("postgres")).isInstanceOf(SQLException.class);

            postgres.restart();
            assertThat(postgres.pid()).isNotEqualTo(pid);
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(asked(postgres, "postgres", "SELECT word FROM thing")).isEqualTo("committed");

            postgres.stop();
            postgres.restart();
            assertThat(asked(postgres, "postgres", "SELECT word FROM thing")).isEqualTo("committed");
        }
        try (Postgres again = Postgres.start(options)) {
            assertThat(asked(again, "postgres", "SELECT word FROM thing")).isEqualTo("committed");
        }
    }

    @Test
    void whilePausedItAnswersNobodyAndThenGoesOn() throws Exception {
        try (Postgres postgres = Postgres.start(Postgres.Options.DEFAULT);
                Connection open = postgres.connect("postgres");
                Statement statement = open.createStatement()) {
            postgres.pause();
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> {
                try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                    return rows.next();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            postgres.resume();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();

            postgres.pause();
            postgres.kill();
            postgres.restart();
            assertThat(asked(postgres, "postgres", "SELECT 1")).isEqualTo("1");
            postgres.pause();
        }
    }

    /** Both find nothing unpacked, and neither can tidy up. */
    @Test
    void twoProcessesMayUnpackItAtOnceAndWhenTheyAreKilledTheirServersGoWithThem() throws Exception {
        List<Process> children = List.of(child(), child());
        List<Long> servers = new ArrayList<>();
        try {
            for (Process child : children) {
                servers.add(Long.parseLong(child.inputReader().readLine()));
            }
            assertThat(servers).doesNotHaveDuplicates();
            for (long server : servers) {
                assertThat(Processes.runs(server)).isTrue();
            }
        } finally {
            children.forEach(child -> child.toHandle().destroyForcibly());
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!left().equals(Set.of("countersign-postgres-" + System.getProperty("user.name")))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        for (long server : servers) {
            assertThat(Processes.runs(server)).isFalse();
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + dir,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PostgresChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Set<String> left() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("countersign-postgres-"))
                    .collect(Collectors.toSet());
        }
    }

    private static void tell(Postgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String asked(Postgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
