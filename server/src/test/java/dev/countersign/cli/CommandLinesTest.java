package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.Setting;
import dev.countersign.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types, what they are told, and what their shell is told. */
class CommandLinesTest {
    private static final String NOBODY = "AC" + "0".repeat(32);

    @TempDir
    Path dir;

    private Terminal terminal;

    @BeforeEach
    void sitDown() throws Exception {
        terminal = Terminal.withRecord(dir);
    }

    @AfterEach
    void standUp() {
        terminal.close();
    }

    private String account() {
        return terminal.fine("account create --name acme").after("Account SID");
    }

    @Test
    void anAccountIsMadeListedSuspendedResumedAndLimited() {
        Terminal.Told made = terminal.fine("account create --name acme");
        String sid = made.after("Account SID");
        assertThat(sid).matches("AC[0-9a-f]{32}");
        assertThat(made.after("Auth token")).matches("[0-9a-f]{32}");
        assertThat(list()).contains(sid + "  active     1       none   acme");
        assertThat(terminal.fine("account suspend " + sid).out()).isEqualTo(sid + " is suspended.\n");
        assertThat(list()).contains(sid + "  suspended  1       none   acme");
        assertThat(terminal.fine("account resume " + sid).out()).isEqualTo(sid + " is active.\n");
        assertThat(terminal.fine("account limit " + sid + " --requests-per-second 25")
                        .out())
                .isEqualTo(sid + " may ask 25 times a second.\n");
        assertThat(list()).contains(sid + "  active     1       25/s   acme");
        assertThat(terminal.fine("account limit " + sid + " --requests-per-second none")
                        .out())
                .isEqualTo(sid + " has no limit.\n");
        assertThat(list()).doesNotContain(made.after("Auth token"));
    }

    private String list() {
        return terminal.fine("account list").out();
    }

    @Test
    void aLimitThatIsNoneIsRefusedInOneSentence() {
        String sid = account();
        for (String limit : List.of(
                "",
                " --requests-per-second 0",
                " --requests-per-second -1",
                " --requests-per-second 1000001",
                " --requests-per-second many")) {
            assertThat(terminal.refused("account limit " + sid + limit)).contains("--requests-per-second");
        }
    }

    @Test
    void aSecondTokenIsAddedPromotedAndRevoked() {
        String sid = account();
        assertThat(terminal.refused("account token promote " + sid)).contains("no secondary token");
        assertThat(terminal.refused("account token revoke " + sid)).contains("no secondary token");
        assertThat(terminal.fine("account token add " + sid).after("Secondary auth token"))
                .matches("[0-9a-f]{32}");
        assertThat(terminal.refused("account token add " + sid)).contains("two tokens already");
        assertThat(list()).contains(sid + "  active     2");
        terminal.fine("account token promote " + sid);
        terminal.fine("account token revoke " + sid);
        assertThat(list()).contains(sid + "  active     1");
    }

    @Test
    void aKeyIsMadeListedAndRevoked() {
        String sid = account();
        Terminal.Told made = terminal.fine("key create " + sid + " --name ci");
        String key = made.after("API key SID");
        assertThat(key).matches("SK[0-9a-f]{32}");
        assertThat(made.after("Secret")).matches("[\\w-]{43}");
        assertThat(terminal.fine("key list").out())
                .contains(key + "  " + sid + "  ci")
                .doesNotContain(made.after("Secret"));
        assertThat(terminal.fine("key revoke " + key).out()).isEqualTo(key + " is revoked.\n");
        assertThat(terminal.refused("key revoke " + key)).isEqualTo("countersign: There is no API key " + key + ".");
        assertThat(terminal.fine("key list").out()).doesNotContain(key);
    }

    @Test
    void whatIsNotThereOrNoSidOrNoNameIsOneSentence() {
        for (String line : List.of(
                "account suspend",
                "account resume",
                "account token add",
                "account token promote",
                "account token revoke",
                "key create")) {
            assertThat(terminal.refused(line + " " + NOBODY))
                    .isEqualTo("countersign: There is no account " + NOBODY + ".");
            assertThat(terminal.refused(line + " AC12"))
                    .isEqualTo("countersign: An account's SID is AC and 32 hex digits.");
        }
        assertThat(terminal.refused("key revoke SK12")).contains("SK and 32 hex digits");
        for (String name : List.of("", " ", "x".repeat(65), "a\nb", "a\u001bb")) {
            Terminal.Told told = terminal.run("account", "create", "--name", name);
            assertThat(told.code()).isEqualTo(1);
            assertThat(told.err()).isEqualTo("countersign: A name has 1 to 64 printable characters.\n");
        }
    }

    @Test
    void theMasterKeyIsChangedInItsFileAndTheRecordGoesOn() throws Exception {
        String sid = account();
        String said = terminal.fine("master-key rotate").out();
        assertThat(said).contains("1 secrets are sealed anew");
        assertThat(Files.readString(dir.resolve("master.key"))).doesNotContain(Terminal.KEY);
        assertThat(list()).contains(sid);
        terminal.fine("master-key retire");
        Files.writeString(dir.resolve("master.key"), Terminal.KEY);
        assertThat(terminal.refused("account list"))
                .isEqualTo("countersign: The master key is not the one this database was made with.");
    }

    @Test
    void aMasterKeyThatWeDoNotKeepIsChangedInTwoSteps() throws Exception {
        account();
        Files.delete(dir.resolve("master.key"));
        String next = "fedcba9876543210".repeat(4);
        terminal.environment.put("COUNTERSIGN_MASTER_KEY", Terminal.KEY);
        assertThat(terminal.refused("master-key rotate")).contains("COUNTERSIGN_NEXT_MASTER_KEY");
        terminal.environment.put("COUNTERSIGN_NEXT_MASTER_KEY", "very-secret");
        assertThat(terminal.refused("master-key rotate")).doesNotContain("very-secret");
        terminal.environment.put("COUNTERSIGN_NEXT_MASTER_KEY", Terminal.KEY);
        assertThat(terminal.refused("master-key rotate")).contains("is the present one");
        terminal.environment.put("COUNTERSIGN_NEXT_MASTER_KEY", next);
        assertThat(terminal.fine("master-key rotate").out()).contains("master-key retire");
        terminal.fine("master-key rotate"); // again, because the first time the operator did not see its end
        terminal.fine("account list");
        terminal.environment.put("COUNTERSIGN_MASTER_KEY", next);
        terminal.fine("account list");
        terminal.fine("master-key retire");
        terminal.environment.put("COUNTERSIGN_MASTER_KEY", Terminal.KEY);
        assertThat(terminal.refused("account list")).contains("not the one this database was made with");
        assertThat(dir.resolve("master.key")).doesNotExist();
    }

    @Test
    void whereThereIsNoCountersignNoneIsMade() {
        Path nowhere = dir.resolve("nowhere");
        for (String line : List.of("account list", "key list", "master-key rotate", "master-key retire")) {
            assertThat(terminal.refused(line + " --data " + nowhere))
                    .isEqualTo("countersign: There is no Countersign in " + nowhere
                            + " yet: start one with \"countersign serve\".");
        }
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void everyCommandHasHelp() {
        for (String line : List.of(
                "",
                "serve ",
                "demo ",
                "account ",
                "account create ",
                "account list ",
                "account suspend ",
                "account resume ",
                "account limit ",
                "account token ",
                "account token add ",
                "account token promote ",
                "account token revoke ",
                "key ",
                "key create ",
                "key list ",
                "key revoke ",
                "master-key ",
                "master-key rotate ",
                "master-key retire ",
                "phone ",
                "phone enroll ",
                "phone list ",
                "phone listen ",
                "phone show ",
                "phone approve ",
                "phone deny ",
                "phone remove ")) {
            assertThat(terminal.fine(line + "--help").out()).as(line).contains("Usage: countersign " + line.strip());
        }
    }

    @Test
    void theHelpOfServeTellsEverySettingItsVariableAndItsDefault() {
        String help = terminal.fine("serve --help").out().replaceAll("\\s", "");
        for (Setting<?> setting : Settings.ALL) {
            assertThat(help)
                    .as(setting.name())
                    .contains(setting.variable(), setting.help().replaceAll("\\s", ""));
            if (setting.secret()) {
                assertThat(help).doesNotContain(setting.flag() + "=");
            } else {
                assertThat(help).contains(setting.flag() + "=" + setting.value());
            }
            String otherwise = setting.otherwise();
            if (otherwise != null) {
                assertThat(help).contains(";" + otherwise + "wherenotset");
            }
        }
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(terminal.fine("--version").out()).startsWith("countersign ");
    }

    @Test
    void whatIsNoCommandOrNoFlagEndsWithTwo() {
        for (String line : List.of(
                "sevre",
                "account",
                "account token",
                "key",
                "master-key",
                "account create --nmae x",
                "serve --prot 1",
                "account suspend",
                "key revoke",
                "phone",
                "phone approve",
                "phone enroll --tokne x",
                "serve --auth-token x",
                "serve --master-key x")) {
            Terminal.Told told = terminal.run(line);
            assertThat(told.code()).as(line).isEqualTo(2);
            assertThat(told.err())
                    .as(line)
                    .containsAnyOf("Usage: countersign", "--help")
                    .doesNotContain("\tat ");
            assertThat(told.out()).as(line).isEmpty();
        }
    }

    @Test
    void aBadSettingEndsWithItsSentenceBeforeAnythingIsMade() {
        Path nowhere = dir.resolve("nowhere");
        for (String bad : List.of(
                "--port x", "--public-url nonsense", "--trusted-proxy nonsense", "--tls-cert c.pem", "--profile lax")) {
            assertThat(terminal.refused("serve --data " + nowhere + " " + bad)).startsWith("countersign: The setting");
        }
        terminal.environment.put("COUNTERSIGN_PROT", "1");
        assertThat(terminal.refused("account list")).contains("COUNTERSIGN_PROT");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void theDemoTellsItsStoryToTheEnd() {
        Terminal.Told told = terminal.run("demo --no-wait");
        assertThat(told.code()).as(told.toString()).isZero();
        assertThat(told.err()).isEmpty();
        assertThat(told.out())
                .doesNotContain("\tat ", "Exception")
                .contains("\"status\":\"approved\"", "\"status\":\"pending\"", "403  ", "█", "the latest first")
                .contains("\"status\":\"denied\"", "\"factor_type\":\"push\"", "\"code\":60324")
                .containsPattern("phone hears {2}data: .*verify_push_challenge")
                .containsPattern("heard \\d+ ms after")
                .containsPattern("told after \\d+ ms\\R200 {2}.*\"status\":\"approved\"")
                .containsPattern("webhook: challenge\\.approved {2}YC\\w{32} {2}its X-Twilio-Signature checks")
                .contains("webhook: challenge.denied  ", "webhook: factor.deleted  ");
        assertThat(terminal.fine("demo --no-wait --quiet").out()).isEmpty();
    }
}
