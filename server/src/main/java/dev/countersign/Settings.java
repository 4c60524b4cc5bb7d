package dev.countersign;

import dev.countersign.contract.ErrorBody;
import dev.countersign.crypto.MasterKey;
import dev.countersign.delivery.CarrierSettings;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.AddressRange;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.http.HttpSettings;
import dev.countersign.store.Options;
import dev.countersign.store.PostgresUrl;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decided, read once at start: from flags, else the environment, else the settings file, else the
 * defaults. Whatever is unknown or unreadable is refused, never ignored.
 */
public final class Settings {
    public static final Setting<Path> DATA =
            Setting.of("data", "FOLDER", "./data", "where everything is kept", Path::of);
    public static final Setting<PostgresUrl> DATABASE = Setting.of(
            "database",
            "URL",
            null,
            "postgresql://user@host:port/database to share one with other servers; a file in the data folder where not"
                    + " set",
            PostgresUrl::parse);
    public static final Setting<Path> DATABASE_PASSWORD_FILE = Setting.of(
            "database-password-file", "FILE", null, "where its password is, unless the URL says it", Path::of);
    public static final Setting<Integer> DATABASE_CONNECTIONS = Setting.of(
            "database-connections",
            "COUNT",
            Integer.toString(Options.Shared.STANDARD.connections()),
            "connections to PostgreSQL for requests; three more keep watch",
            Spelling.number(1, 1000));
    public static final Setting<Boolean> DATABASE_LISTEN = Setting.of(
            "database-listen",
            "true|false",
            "true",
            "whether servers hear of each other's writes through LISTEN; otherwise whoever waits looks once a second",
            Spelling::flag);
    public static final Setting<Path> SETTINGS =
            Setting.of("settings", "FILE", null, "a file of settings, one \"name = value\" a line", Path::of);
    public static final Setting<String> HOST =
            Setting.of("host", "ADDRESS", "127.0.0.1", "the address to listen on", Spelling::filled);
    public static final Setting<Integer> PORT =
            Setting.of("port", "PORT", "8080", "the port of the API; 0 takes any free one", Spelling.number(0, 65_535));
    public static final Setting<Integer> METRICS_PORT = Setting.of(
            "metrics-port",
            "PORT",
            "9464",
            "the loopback port of /metrics; 0 takes any free one, -1 none",
            Spelling.number(-1, 65_535));
    public static final Setting<String> PUBLIC_URL = Setting.of(
            "public-url",
            "URL",
            null,
            "how callers reach this server, https://host[:port]; taken from each request where not set",
            HttpSettings::origin);
    public static final Setting<List<String>> TRUSTED_PROXY = Setting.of(
            "trusted-proxy",
            "ADDRESSES",
            null,
            "addresses or CIDR ranges, comma separated, whose forwarding headers are believed",
            s -> HttpSettings.proxies(
                    Arrays.stream(s.split(",", -1)).map(String::strip).toList()));
    public static final Setting<Path> TLS_CERT =
            Setting.of("tls-cert", "FILE", null, "PEM certificate chain; read again when it changes", Path::of);
    public static final Setting<Path> TLS_KEY =
            Setting.of("tls-key", "FILE", null, "PEM private key (PKCS#8); read again when it changes", Path::of);
    public static final Setting<Profile> PROFILE = Setting.of(
            "profile",
            "compat|strict",
            "compat",
            "as the Verify API, or as NIST SP 800-63B-4 and OWASP ASVS 5 ask",
            Spelling.oneOf(Profile.values()));
    public static final Setting<Integer> MOST_WRONG_CODES = Setting.of(
            "max-wrong-codes",
            "COUNT",
            Integer.toString(Policy.MOST_WRONG_CODES),
            "consecutive wrong codes that disable a factor until it is enrolled again; 0 for never",
            Spelling.number(0, 1_000_000));
    public static final Setting<Boolean> CODES_ONCE =
            Setting.of("codes-once", "true|false", "true", "whether a TOTP code is accepted once only", Spelling::flag);
    public static final Setting<Boolean> ACCESS_TOKENS_ONCE = Setting.of(
            "access-tokens-once",
            "true|false",
            "true",
            "whether an access token enrols one device only",
            Spelling::flag);
    public static final Setting<Integer> PUSH_BUDGET = Setting.of(
            "push-budget",
            "COUNT",
            Integer.toString(Policy.Ringing.DEFAULT.most()),
            "pushes to one factor within push-budget-seconds; 0 for any number",
            Spelling.number(0, 1000));
    public static final Setting<Integer> PUSH_BUDGET_SECONDS = Setting.of(
            "push-budget-seconds",
            "SECONDS",
            Long.toString(Policy.Ringing.DEFAULT.window().toSeconds()),
            "see push-budget",
            Spelling.number(1, 86_400));
    public static final Setting<Integer> PUSH_UNANSWERED = Setting.of(
            "push-unanswered",
            "COUNT",
            Integer.toString(Policy.Ringing.DEFAULT.mostUnanswered()),
            "unanswered pushes after which a factor is rung no more until it approves something; 0 for any number",
            Spelling.number(0, 1_000_000));
    public static final Setting<List<AddressRange>> WEBHOOK_ALLOW = Setting.of(
            "webhook-allow",
            "ADDRESSES",
            null,
            "addresses or CIDR ranges, comma separated, that webhooks and pushes may go to beside public ones",
            s -> AddressRange.all(s.split(",", -1)));
    public static final Setting<URI> FCM_URL =
            Setting.of("fcm-url", "URL", CarrierSettings.USUAL_FCM.toString(), "where FCM is", CarrierSettings::fcm);
    public static final Setting<InetSocketAddress> APNS_SERVER = Setting.of(
            "apns-server",
            "HOST:PORT",
            null,
            "where APNs is; Apple's own, as each Credential says, where not set",
            CarrierSettings::apns);
    public static final Setting<Boolean> APNS_MUTABLE_CONTENT = Setting.of(
            "apns-mutable-content",
            "true|false",
            "true",
            "whether an app on iOS may rewrite what its user is shown",
            Spelling::flag);
    public static final Setting<Integer> DELIVERY_DAYS = Setting.of(
            "delivery-days", "DAYS", "7", "how long a webhook's deliveries can be seen", Spelling.number(1, 365));
    public static final Setting<Integer> CHALLENGE_DAYS = Setting.of(
            "challenge-days",
            "DAYS",
            "90",
            "how long challenges that are over can be seen; 0 for ever",
            Spelling.number(0, 36_500));
    public static final Setting<Integer> MAX_IN_FLIGHT = Setting.of(
            "max-in-flight",
            "COUNT",
            "512",
            "requests at once beyond which 503 is answered",
            Spelling.number(1, 100_000));
    public static final Setting<Integer> MAX_WAITING = Setting.of(
            "max-waiting",
            "COUNT",
            "20000",
            "requests that wait for an answer at once, beyond which 503 is answered",
            Spelling.number(0, 1_000_000));
    public static final Setting<Integer> DRAIN = Setting.of(
            "drain-seconds",
            "SECONDS",
            "10",
            "how long requests in flight may take when we stop",
            Spelling.number(0, 3600));
    public static final Setting<String> MORE_INFO = Setting.of(
            "more-info-url",
            "URL",
            ErrorBody.USUAL_MORE_INFO,
            "what an error's more_info begins with, before the code",
            Spelling::filled);
    public static final Setting<Path> MASTER_KEY_FILE = Setting.of(
            "master-key-file", "FILE", null, "where the master key is kept; DATA/master.key where not set", Path::of);
    public static final Setting<String> MASTER_KEY_COMMAND =
            Setting.of("master-key-command", "COMMAND", null, "a command that prints the master key", Spelling::filled);
    public static final Setting<MasterKey> MASTER_KEY =
            Setting.secret("master-key", "KEY", "the master key itself: 256 bits in hex or Base64", MasterKey::parse);
    public static final Setting<AccountSid> ACCOUNT_SID = Setting.of(
            "account-sid", "SID", null, "the SID of the first account; drawn where not set", Spelling::accountSid);
    public static final Setting<String> AUTH_TOKEN = Setting.secret(
            "auth-token", "TOKEN", "its auth token, 32 characters or more; drawn where not set", Spelling::token);

    public static final List<Setting<?>> ALL = List.of(
            DATA,
            DATABASE,
            DATABASE_PASSWORD_FILE,
            DATABASE_CONNECTIONS,
            DATABASE_LISTEN,
            SETTINGS,
            HOST,
            PORT,
            METRICS_PORT,
            PUBLIC_URL,
            TRUSTED_PROXY,
            TLS_CERT,
            TLS_KEY,
            PROFILE,
            MOST_WRONG_CODES,
            CODES_ONCE,
            ACCESS_TOKENS_ONCE,
            PUSH_BUDGET,
            PUSH_BUDGET_SECONDS,
            PUSH_UNANSWERED,
            WEBHOOK_ALLOW,
            FCM_URL,
            APNS_SERVER,
            APNS_MUTABLE_CONTENT,
            DELIVERY_DAYS,
            CHALLENGE_DAYS,
            MAX_IN_FLIGHT,
            MAX_WAITING,
            DRAIN,
            MORE_INFO,
            MASTER_KEY_FILE,
            MASTER_KEY_COMMAND,
            MASTER_KEY,
            ACCOUNT_SID,
            AUTH_TOKEN);

    /** Read by the launcher or by one command, and no settings. */
    private static final Set<String> OTHERS = Set.of(
            "COUNTERSIGN_HEAP", "COUNTERSIGN_JAVA_OPTS", "COUNTERSIGN_NEXT_MASTER_KEY", "COUNTERSIGN_PHONE_TOKEN");

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads what was given.
     *
     * @param flags by setting name
     * @throws Setting.Bad where something is unknown, unreadable or contradicts something else
     */
    public static Settings read(Map<String, String> flags, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith("COUNTERSIGN_") && !OTHERS.contains(variable)) {
                given.put(byVariable(variable).name(), value);
            }
        });
        given.putAll(flags);
        String file = given.get(SETTINGS.name());
        if (file != null) {
            file(SETTINGS.parse(file)).forEach(given::putIfAbsent);
        }
        Map<Setting<?>, Object> values = new HashMap<>();
        for (Setting<?> setting : ALL) {
            String text = given.getOrDefault(setting.name(), setting.otherwise());
            if (text != null) {
                values.put(setting, setting.parse(text));
            }
        }
        return new Settings(values).agreeing();
    }

    private Settings agreeing() {
        if ((find(TLS_CERT) == null) != (find(TLS_KEY) == null)) {
            throw new Setting.Bad("The settings tls-cert and tls-key go together: give both or neither.");
        }
        if ((find(ACCOUNT_SID) == null) != (find(AUTH_TOKEN) == null)) {
            throw new Setting.Bad("The settings account-sid and auth-token go together: give both or neither.");
        }
        if (find(MASTER_KEY) != null && find(MASTER_KEY_COMMAND) != null) {
            throw new Setting.Bad("Give the master key by master-key or by master-key-command, not by both.");
        }
        return this;
    }

    private static Map<String, String> file(Path file) {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new Setting.Bad("The settings file " + file + " cannot be read.");
        }
        Set<String> known = ALL.stream().map(Setting::name).collect(Collectors.toSet());
        Map<String, String> read = new HashMap<>();
        lines.forEach((name, value) -> {
            if (!known.contains((String) name) || name.equals(SETTINGS.name())) {
                throw new Setting.Bad("The settings file " + file + " names an unknown setting: " + name + ".");
            }
            read.put((String) name, ((String) value).strip());
        });
        return read;
    }

    private static Setting<?> byVariable(String variable) {
        return ALL.stream()
                .filter(s -> s.variable().equals(variable))
                .findFirst()
                .orElseThrow(() -> new Setting.Bad("The environment names an unknown setting: " + variable + "."));
    }

    /** A setting that has a default. */
    public <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new IllegalStateException(setting.name() + " has no default");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // under each Setting<T> lies what its own reader read
    public <T> @Nullable T find(Setting<T> setting) {
        return (T) values.get(setting);
    }

    /** The database that is shared with other servers, with its password; null where it is a file of our own. */
    public @Nullable PostgresUrl database() {
        PostgresUrl url = find(DATABASE);
        Path file = find(DATABASE_PASSWORD_FILE);
        if (url == null || file == null) {
            return url;
        }
        try {
            return url.password(Files.readString(file).strip());
        } catch (IOException e) {
            throw new Setting.Bad("The database-password-file " + file + " cannot be read.");
        }
    }

    public Policy policy() {
        Policy.Ringing ringing = new Policy.Ringing(
                get(PUSH_BUDGET), Duration.ofSeconds(get(PUSH_BUDGET_SECONDS)), get(PUSH_UNANSWERED));
        return new Policy(get(PROFILE), get(MOST_WRONG_CODES), get(CODES_ONCE), get(ACCESS_TOKENS_ONCE), ringing);
    }

    /** @param version of ours, which receivers are told; empty for none */
    public CarrierSettings carriers(String version) {
        List<AddressRange> allowed = find(WEBHOOK_ALLOW);
        return new CarrierSettings(
                allowed == null ? List.of() : allowed,
                get(FCM_URL),
                find(APNS_SERVER),
                get(APNS_MUTABLE_CONTENT),
                version);
    }
}
