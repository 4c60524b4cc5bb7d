package dev.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator decided, from wherever it was given; and one sentence where it cannot be. */
class SettingsTest {
    private static final String KEY = "0123456789abcdef".repeat(4);

    /** A value that each setting cannot take. */
    private static final Map<Setting<?>, String> BAD = Map.ofEntries(
            Map.entry(Settings.DATA, "a\0b"),
            Map.entry(Settings.DATABASE, "postgresql://ana:very-secret@db.example.com"),
            Map.entry(Settings.DATABASE_PASSWORD_FILE, "a\0b"),
            Map.entry(Settings.DATABASE_CONNECTIONS, "0"),
            Map.entry(Settings.DATABASE_LISTEN, "yes"),
            Map.entry(Settings.SETTINGS, "a\0b"),
            Map.entry(Settings.HOST, " "),
            Map.entry(Settings.PORT, "65536"),
            Map.entry(Settings.METRICS_PORT, "-2"),
            Map.entry(Settings.PUBLIC_URL, "verify.example.com"),
            Map.entry(Settings.TRUSTED_PROXY, "proxy.example.com"),
            Map.entry(Settings.TLS_CERT, "a\0b"),
            Map.entry(Settings.TLS_KEY, "a\0b"),
            Map.entry(Settings.PROFILE, "lax"),
            Map.entry(Settings.MOST_WRONG_CODES, "-1"),
            Map.entry(Settings.CODES_ONCE, "yes"),
            Map.entry(Settings.ACCESS_TOKENS_ONCE, "1"),
            Map.entry(Settings.PUSH_BUDGET, "-1"),
            Map.entry(Settings.PUSH_BUDGET_SECONDS, "0"),
            Map.entry(Settings.PUSH_UNANSWERED, "many"),
            Map.entry(Settings.WEBHOOK_ALLOW, "10.0.0.0/8,intern.example.com"),
            Map.entry(Settings.FCM_URL, "fcm.googleapis.com"),
            Map.entry(Settings.APNS_SERVER, "api.push.apple.com"),
            Map.entry(Settings.APNS_MUTABLE_CONTENT, "1"),
            Map.entry(Settings.DELIVERY_DAYS, "366"),
            Map.entry(Settings.CHALLENGE_DAYS, "-1"),
            Map.entry(Settings.MAX_IN_FLIGHT, "0"),
            Map.entry(Settings.MAX_WAITING, "-1"),
            Map.entry(Settings.DRAIN, "ten"),
            Map.entry(Settings.MORE_INFO, ""),
            Map.entry(Settings.MASTER_KEY_FILE, "a\0b"),
            Map.entry(Settings.MASTER_KEY_COMMAND, ""),
            Map.entry(Settings.MASTER_KEY, "very-secret-" + KEY),
            Map.entry(Settings.ACCOUNT_SID, "AC12"),
            Map.entry(Settings.AUTH_TOKEN, "very-secret-token"));

    @TempDir
    Path dir;

    private static Settings read(Map<String, String> flags, Map<String, String> environment) {
        return Settings.read(flags, environment);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(dir.resolve("settings"), text);
    }

    @Test
    void everyDefaultIsOneThatItsSettingTakes() {
        Settings usual = read(Map.of(), Map.of());
        for (Setting<?> setting : Settings.ALL) {
            assertThat(usual.find(setting) == null).as(setting.name()).isEqualTo(setting.otherwise() == null);
        }
        assertThat(usual.get(Settings.HOST)).isEqualTo("127.0.0.1");
        assertThat(usual.policy()).isEqualTo(dev.countersign.domain.Policy.DEFAULT);
        assertThatThrownBy(() -> usual.get(Settings.PUBLIC_URL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileAndThatBeforeTheDefault() throws Exception {
        String file = file("port = 1\nhost=0.0.0.0\nprofile = strict \n").toString();
        Map<String, String> flags = Map.of("port", "3");
        Map<String, String> environment =
                Map.of("COUNTERSIGN_PORT", "2", "COUNTERSIGN_HOST", "::1", "COUNTERSIGN_SETTINGS", file, "PATH", "x");
        Settings all = read(flags, environment);
        assertThat(all.get(Settings.PORT)).isEqualTo(3);
        assertThat(all.get(Settings.HOST)).isEqualTo("::1");
        assertThat(all.get(Settings.PROFILE)).isEqualTo(dev.countersign.domain.Profile.STRICT);
        assertThat(all.get(Settings.DRAIN)).isEqualTo(10);
        assertThat(read(Map.of(), environment).get(Settings.PORT)).isEqualTo(2);
        assertThat(read(Map.of("settings", file), Map.of()).get(Settings.PORT)).isEqualTo(1);
    }

    @Test
    void aBadValueIsRefusedInOneSentenceThatNamesTheSetting() {
        assertThat(BAD.keySet()).as("every setting can be wrong").containsExactlyInAnyOrderElementsOf(Settings.ALL);
        BAD.forEach((setting, bad) -> assertThatThrownBy(() -> read(Map.of(setting.name(), bad), Map.of()))
                .as(setting.name())
                .isInstanceOf(Setting.Bad.class)
                .satisfies(e -> assertThat(Objects.requireNonNull(e.getMessage()))
                        .contains(setting.name())
                        .endsWith(".")
                        .doesNotEndWith("..")
                        .doesNotContain("\n", "Exception", "very-secret", KEY)));
    }

    @Test
    void noPasswordInAUrlIsRepeatedWhateverIsInIt() {
        for (String password :
                List.of("very-secret/", "/very-secret", "a@very-secret", "?very-secret", "very-secret%")) {
            String url = "postgresql://ana:" + password + "@db.example.com/countersign";
            assertThatThrownBy(() -> read(Map.of("database", url + "?nonsense=1"), Map.of()))
                    .as(password)
                    .isInstanceOf(Setting.Bad.class)
                    .hasMessageStartingWith("The setting database \"postgresql://…@db.example.com/countersign")
                    .hasMessageNotContaining("very-secret");
        }
        assertThatThrownBy(() -> read(Map.of("database", "postgresql://ana:very-secret/a/b"), Map.of()))
                .hasMessageStartingWith("The setting database \"postgresql://ana:…\" is no good")
                .hasMessageNotContaining("very-secret");
        assertThatThrownBy(() -> read(Map.of("database", "postgresql://db:5432/a/b"), Map.of()))
                .hasMessageStartingWith("The setting database \"postgresql://db:5432/a/b\" is no good");
    }

    @Test
    void noValueOfASecretIsRepeatedWhereverItCameFrom() throws Exception {
        for (Setting<?> setting : List.of(Settings.MASTER_KEY, Settings.AUTH_TOKEN)) {
            String bad = Objects.requireNonNull(BAD.get(setting));
            Path file = file(setting.name() + " = " + bad);
            for (Map<String, String> environment :
                    List.of(Map.of(setting.variable(), bad), Map.of("COUNTERSIGN_SETTINGS", file.toString()))) {
                assertThatThrownBy(() -> read(Map.of(), environment))
                        .isInstanceOf(Setting.Bad.class)
                        .hasMessageContaining(setting.name())
                        .hasMessageNotContaining("very-secret");
            }
        }
    }

    @Test
    void whatIsUnknownIsRefusedAndNeverIgnored() throws Exception {
        assertThatThrownBy(() -> read(Map.of(), Map.of("COUNTERSIGN_PROT", "1")))
                .isInstanceOf(Setting.Bad.class)
                .hasMessage("The environment names an unknown setting: COUNTERSIGN_PROT.");
        Path file = file("prot = 1\n");
        assertThatThrownBy(() -> read(Map.of("settings", file.toString()), Map.of()))
                .isInstanceOf(Setting.Bad.class)
                .hasMessage("The settings file " + file + " names an unknown setting: prot.");
        Path nested = file("settings = other\n");
        assertThatThrownBy(() -> read(Map.of("settings", nested.toString()), Map.of()))
                .isInstanceOf(Setting.Bad.class);
        read(
                Map.of(),
                Map.of("COUNTERSIGN_HEAP", "1g", "COUNTERSIGN_JAVA_OPTS", "", "COUNTERSIGN_NEXT_MASTER_KEY", ""));
    }

    @Test
    void aSettingsFileThatCannotBeReadIsOneSentence() throws Exception {
        Path none = dir.resolve("none");
        assertThatThrownBy(() -> read(Map.of("settings", none.toString()), Map.of()))
                .isInstanceOf(Setting.Bad.class)
                .hasMessage("The settings file " + none + " cannot be read.");
        Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> read(Map.of("settings", binary.toString()), Map.of()))
                .isInstanceOf(Setting.Bad.class);
        Path escaped = Files.writeString(dir.resolve("escaped"), "port = \\u12", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(Map.of("settings", escaped.toString()), Map.of()))
                .isInstanceOf(Setting.Bad.class);
    }

    @Test
    void whatGoesTogetherIsGivenTogether() {
        String sid = "AC" + "0".repeat(32);
        for (Map<String, String> half : List.of(
                Map.of("tls-cert", "c.pem"),
                Map.of("tls-key", "k.pem"),
                Map.of("account-sid", sid),
                Map.of("auth-token", KEY),
                Map.of("master-key", KEY, "master-key-command", "true"))) {
            assertThatThrownBy(() -> read(half, Map.of()))
                    .isInstanceOf(Setting.Bad.class)
                    .hasMessageNotContaining(KEY);
        }
        read(Map.of("tls-cert", "c.pem", "tls-key", "k.pem"), Map.of());
        Settings both = read(Map.of("account-sid", sid, "auth-token", KEY), Map.of());
        assertThat(both.find(Settings.ACCOUNT_SID)).hasToString(sid);
    }

    @Test
    void namesVariablesAndFlagsAreSpeltInOneWay() {
        for (Setting<?> setting : Settings.ALL) {
            assertThat(setting.name()).matches("[a-z]+(-[a-z]+)*");
            assertThat(setting.flag()).isEqualTo("--" + setting.name());
            assertThat(setting.variable()).matches("COUNTERSIGN(_[A-Z]+)+");
            assertThat(setting.help()).isNotBlank();
        }
    }
}
