package dev.countersign.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL of a cluster with the Patroni that rules it: the two fail and come back together. */
public final class PatroniMember {
    private final String name;
    private final Path cluster;
    private final int port;
    private final URI patroniSays;
    private @Nullable Process patroni;
    private @Nullable Processes paused;

    /** @param cluster the folder where a file tells this member's Patroni what it is to do */
    PatroniMember(String name, Path cluster, int port, int patroniPort) {
        this.name = name;
        this.cluster = cluster;
        this.port = port;
        this.patroniSays = URI.create("http://127.0.0.1:" + patroniPort);
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    URI patroniSays() {
        return patroniSays;
    }

    Path settings() {
        return cluster.resolve(name + ".yml");
    }

    /** As Patroni is told where to keep the data. */
    Path data() {
        return cluster.resolve(name);
    }

    Path log() {
        return cluster.resolve(name + ".log");
    }

    void start() throws IOException {
        patroni = Watchdog.start(cluster, name, "patroni", settings().toString());
    }

    boolean runs() {
        return patroni != null && patroni.isAlive();
    }

    /** To this one and no other, whether it is the primary or not. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database
                + "?user=postgres&connectTimeout=2&loginTimeout=2&socketTimeout=10");
    }

    boolean isPrimary() {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return rows.next() && !rows.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Whether etcd names it as one that has every acknowledged commit. PostgreSQL knows that sooner; who is not named when
     * the primary dies does not follow it in office.
     */
    boolean mayFollow() {
        try {
            var asked = (HttpURLConnection)
                    patroniSays.resolve("/synchronous").toURL().openConnection();
            asked.setConnectTimeout(2000);
            asked.setReadTimeout(5000);
            return asked.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its PostgreSQL, and not Patroni. */
    void pause() throws IOException {
        paused = Processes.stopped(Watchdog.pid(data()));
    }

    void cutOff() throws IOException {
        if (paused != null) {
            paused.kill();
            paused = null;
        }
    }

    /** Ends Patroni and all of PostgreSQL at once with SIGKILL: nobody is left who could tell the others. */
    void kill() throws IOException {
        Process ruler = patroni;
        if (ruler == null) {
            return;
        }
        // Stopped first, it starts no PostgreSQL between our look for one and the end of both.
        Processes rulers = Processes.stopped(ruler.pid());
        Path pid = data().resolve("postmaster.pid");
        if (Files.exists(pid)) {
            Processes.stopped(Watchdog.pid(data())).kill();
            Files.delete(pid);
        }
        rulers.kill();
        Files.deleteIfExists(cluster.resolve(name + ".pid"));
        patroni = null;
    }
}
