package dev.countersign.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL database is and how it is spoken to:
 * {@code postgresql://user:password@host:port,host:port/database?sslmode=verify-full&…}. Of several hosts the one that
 * takes writes is used. Shows no password.
 */
public final class PostgresUrl {
    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

    /** What these are is ours to say. */
    private static final Set<String> OURS = Set.of("targetServerType", "readOnly", "autosave", "user", "password");

    /** Names by which the C library knows what the driver calls otherwise. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding",
            "ssl_min_protocol_version", "sslMinProtocolVersion");

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String user;
    private final @Nullable String password;
    private final String hosts;
    private final String database;
    private final Map<String, String> properties;

    private PostgresUrl(
            String user, @Nullable String password, String hosts, String database, Map<String, String> properties) {
        this.user = user;
        this.password = password;
        this.hosts = hosts;
        this.database = database;
        this.properties = Map.copyOf(properties);
    }

    public static boolean looksLike(String text) {
        return SCHEMES.stream().anyMatch(text::startsWith);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with words that say what is wrong and hold no password
     */
    public static PostgresUrl parse(String text) {
        String scheme = SCHEMES.stream()
                .filter(text::startsWith)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("it must be postgresql://user@host:port/database, or sqlite"));
        String rest = text.substring(scheme.length());
        int mark = rest.indexOf('?');
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        String place = mark < 0 ? rest : rest.substring(0, mark);
        int slash = place.indexOf('/');
        if (slash < 0 || slash == place.length() - 1 || place.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException(
                    "it must name a database after the host: postgresql://user@host:port/database");
        }
        String authority = place.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String hosts = hosts(authority.substring(at + 1));
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = decoded(colon < 0 ? login : login.substring(0, colon));
        if (user.isEmpty()) {
            throw new IllegalArgumentException("it must name a user: postgresql://user@host:port/database");
        }
        return new PostgresUrl(
                user,
                colon < 0 ? null : decoded(login.substring(colon + 1)),
                hosts,
                decoded(place.substring(slash + 1)),
                properties(query, hosts));
    }

    private static String hosts(String text) {
        List<String> all = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            String host = one.contains("]") ? one.substring(0, one.indexOf(']') + 1) : one.replaceFirst(":.*", "");
            String port = one.substring(host.length());
            if (!host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]") || !isPort(port)) {
                throw new IllegalArgumentException("it must name its hosts as host:port, with commas between several");
            }
            all.add(host + (port.isEmpty() ? ":5432" : port));
        }
        return String.join(",", all);
    }

    private static boolean isPort(String text) {
        if (!text.matches(":[0-9]{1,5}")) {
            return text.isEmpty();
        }
        int number = Integer.parseInt(text.substring(1));
        return number > 0 && number < 65_536;
    }

    private static Map<String, String> properties(String query, String hosts) {
        Map<String, String> read = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] both = pair.split("=", 2);
                String name = OTHERWISE.getOrDefault(decoded(both[0]), decoded(both[0]));
                if (both.length < 2 || PGProperty.forName(name) == null || OURS.contains(name)) {
                    throw new IllegalArgumentException("it has a parameter that cannot be set: " + name);
                }
                read.put(name, decoded(both[1]));
            }
        }
        // What crosses a network is never sent in the clear because a server offers no better.
        boolean here = Arrays.stream(hosts.split(",", -1))
                .allMatch(
                        host -> HERE.contains(host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT)));
        if (!here) {
            read.putIfAbsent("sslmode", "require");
        }
        return read;
    }

    private static String decoded(String text) {
        if (!text.matches("(?s)([^%]|%[0-9A-Fa-f]{2})*")) {
            throw new IllegalArgumentException("in it a % stands before two hex digits, and is itself written %25");
        }
        // Unlike in a form, a plus is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The same with that password, where it names none. */
    public PostgresUrl password(String other) {
        return password == null ? new PostgresUrl(user, other, hosts, database, properties) : this;
    }

    /** The same with time for whatever takes long: an index over all there is takes as many seconds as there are millions. */
    PostgresUrl atLeisure() {
        return with(all -> all.put("socketTimeout", "3600"));
    }

    /**
     * The same for whoever looks after the database: with time for long questions, under a name of its own, and able to
     * write where it was made read-only for servers.
     */
    PostgresUrl forItsKeeper() {
        return atLeisure().with(all -> {
            all.put("ApplicationName", "countersign database");
            all.merge("options", "-c default_transaction_read_only=off", (theirs, ours) -> theirs + " " + ours);
        });
    }

    private PostgresUrl with(Consumer<Map<String, String>> change) {
        Map<String, String> all = new TreeMap<>(properties);
        change.accept(all);
        return new PostgresUrl(user, password, hosts, database, all);
    }

    /** Whether it says how statements are prepared, which is for whoever put a pooler in between to know. */
    boolean saysHowToPrepare() {
        return properties.containsKey("prepareThreshold");
    }

    String jdbc() {
        return "jdbc:postgresql://" + hosts + "/"
                + database.replace("%", "%25").replace("?", "%3F").replace("/", "%2F");
    }

    /** What the driver is told: the caller's words over ours. */
    Properties driver() {
        Properties all = new Properties();
        all.setProperty("ApplicationName", "countersign");
        all.setProperty("connectTimeout", "3");
        all.setProperty("loginTimeout", "5");
        all.setProperty("socketTimeout", "10");
        all.setProperty("cancelSignalTimeout", "2");
        all.setProperty("tcpKeepAlive", "true");
        all.setProperty("prepareThreshold", "2");
        all.setProperty("hostRecheckSeconds", "1");
        all.putAll(properties);
        all.setProperty("targetServerType", "primary"); // reads must see the write
        all.setProperty("user", user);
        if (password != null) {
            all.setProperty("password", password);
        }
        return all;
    }

    private static String shown(String name, String value) {
        return name.toLowerCase(Locale.ROOT).contains("password")
                ? "…"
                : URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As it may be given again, but for passwords. */
    @Override
    public String toString() {
        String parameters = properties.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getKey() + "=" + shown(each.getKey(), each.getValue()))
                .collect(Collectors.joining("&"));
        return "postgresql://" + user + "@" + hosts + "/" + database + (parameters.isEmpty() ? "" : "?" + parameters);
    }
}
