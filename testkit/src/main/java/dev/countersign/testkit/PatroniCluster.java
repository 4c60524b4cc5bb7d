package dev.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three PostgreSQL servers of which one is the primary and the others follow it. Patroni with etcd sees to it that there is
 * a primary again when one dies. All are on the loopback address, and come from Debian's packages.
 */
public final class PatroniCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** How long a dead primary keeps its office. Patroni would give it 30 s. */
    private static final int TERM_SECONDS = 10;

    private final Path folder;
    private final Replication replication;
    private final Watchdog watchdog;
    private final List<PatroniMember> members = new ArrayList<>();

    /** Who has a commit before it is acknowledged. */
    public enum Replication {
        /** The primary alone: what is acknowledged can be lost with it. */
        ASYNCHRONOUS,
        /** Another as well, as long as there is another. */
        SYNCHRONOUS,
        /** Another as well; where there is none, nothing is written. */
        STRICT
    }

    private PatroniCluster(Path folder, Replication replication) throws IOException {
        this.folder = folder;
        this.replication = replication;
        this.watchdog = Watchdog.over(folder, true);
    }

    /** What is not installed and has to be, as Debian calls it. */
    public static List<String> missing() {
        List<String> packages = new ArrayList<>();
        if (!installed("patroni")) {
            packages.add("patroni");
        }
        if (!installed("etcd")) {
            packages.add("etcd-server");
        }
        if (binaries().isEmpty()) {
            packages.add("postgresql");
        }
        return packages;
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The newest there are that can bring a primary of old back into the line. */
    private static Optional<Path> binaries() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("pg_rewind")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when there is a primary with both others behind it, one of which can take its place. */
    public static PatroniCluster start() {
        return start(Replication.SYNCHRONOUS);
    }

    public static PatroniCluster start(Replication replication) {
        try {
            PatroniCluster cluster = new PatroniCluster(Files.createTempDirectory("countersign-patroni-"), replication);
            try {
                cluster.launch();
                return cluster;
            } catch (IOException | RuntimeException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() throws IOException {
        List<Integer> ports = freePorts(8);
        String etcd = "http://127.0.0.1:" + ports.get(0);
        String peer = "http://127.0.0.1:" + ports.get(1);
        Watchdog.start(
                folder,
                "etcd",
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer);
        for (int i = 0; i < 3; i++) {
            PatroniMember member = new PatroniMember("member" + (i + 1), folder, ports.get(2 + i), ports.get(5 + i));
            Files.writeString(member.settings(), settings(member, etcd));
            members.add(member);
            member.start();
        }
        await("they do not come to rule and follow", this::whole);
    }

    private static List<Integer> freePorts(int many) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private String settings(PatroniMember member, String etcd) {
        return """
                scope: countersign
                name: %1$s
                restapi:
                  listen: %2$s
                  connect_address: %2$s
                etcd3:
                  host: %3$s
                bootstrap:
                  dcs:
                    ttl: %4$d
                    loop_wait: 1
                    retry_timeout: 3
                    maximum_lag_on_failover: 104857600
                    synchronous_mode: %9$s
                    synchronous_mode_strict: %5$s
                    postgresql:
                      use_pg_rewind: true
                      parameters:
                        max_connections: 300
                  initdb:
                  - encoding: UTF8
                  - locale: C
                  - data-checksums
                postgresql:
                  listen: 127.0.0.1:%6$d
                  connect_address: 127.0.0.1:%6$d
                  data_dir: %7$s
                  bin_dir: %8$s
                  pgpass: %7$s.pgpass
                  authentication:
                    superuser: {username: postgres, password: postgres}
                    replication: {username: replicator, password: replicator}
                    rewind: {username: rewinder, password: rewinder}
                  parameters:
                    unix_socket_directories: ''
                  pg_hba:
                  - host all all 127.0.0.1/32 trust
                  - host replication all 127.0.0.1/32 trust
                """.formatted(
                        member.name(),
                        member.patroniSays().getAuthority(),
                        URI.create(etcd).getAuthority(),
                        TERM_SECONDS,
                        replication == Replication.STRICT,
                        member.port(),
                        member.data(),
                        binaries().orElseThrow(() -> new IllegalStateException("Not installed: " + missing())),
                        replication != Replication.ASYNCHRONOUS);
    }

    /** Whether there is a primary that sends to both others, and one of them may follow it. */
    private boolean whole() {
        return primary().filter(PatroniCluster::sendsToBoth).isPresent()
                && (replication == Replication.ASYNCHRONOUS || members.stream().anyMatch(PatroniMember::mayFollow));
    }

    private static boolean sendsToBoth(PatroniMember primary) {
        try (Connection connection = primary.connect("postgres");
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_stat_replication"
                        + " WHERE state = 'streaming' AND application_name LIKE 'member%'")) {
            return rows.next() && rows.getInt(1) == 2;
        } catch (SQLException e) {
            return false;
        }
    }

    public List<PatroniMember> members() {
        return List.copyOf(members);
    }

    /** As Countersign is told where its database is: at any of them. */
    public String url(String database) {
        return "postgresql://postgres@" + hosts() + "/" + database;
    }

    private String hosts() {
        return members.stream().map(member -> "127.0.0.1:" + member.port()).collect(Collectors.joining(","));
    }

    /** To whichever is the primary. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + hosts() + "/" + database
                + "?user=postgres&targetServerType=primary&connectTimeout=2&socketTimeout=30");
    }

    /** Makes a new database with nothing in it; its name is like no other. */
    public String create() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one that takes writes, once there is one. */
    public PatroniMember awaitPrimary() {
        await("there is no primary", () -> primary().isPresent());
        return primary().orElseThrow();
    }

    private Optional<PatroniMember> primary() {
        return members.stream()
                .filter(PatroniMember::runs)
                .filter(PatroniMember::isPrimary)
                .findAny();
    }

    /** Ends the primary and its Patroni with SIGKILL; says which it was. */
    public PatroniMember killPrimary() {
        PatroniMember primary = awaitPrimary();
        try {
            primary.kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return primary;
    }

    /** Stops the PostgreSQL of those with SIGSTOP that are not the primary: what it writes now stays on the way to them. */
    public void holdBack() {
        PatroniMember primary = awaitPrimary();
        each(member -> {
            if (member != primary) {
                member.pause();
            }
        });
    }

    /** Drops what was on the way to those that were held back; their Patronis start them again. */
    public void cutOff() {
        each(PatroniMember::cutOff);
    }

    private interface Deed {
        void to(PatroniMember member) throws IOException;
    }

    private void each(Deed deed) {
        try {
            for (PatroniMember member : members) {
                deed.to(member);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that was killed; returns when any may be killed again. */
    public void revive(PatroniMember member) {
        try {
            member.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(member.name() + " does not come back", this::whole);
    }

    private void await(String otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(otherwise + ":\n" + said());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private String said() {
        try {
            StringBuilder all = new StringBuilder();
            for (PatroniMember member : members) {
                List<String> lines = Files.readAllLines(member.log());
                IntStream.range(Math.max(0, lines.size() - 30), lines.size())
                        .forEach(i -> all.append(lines.get(i)).append('\n'));
            }
            return all.toString();
        } catch (IOException e) {
            return "their logs cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
