package dev.countersign.cli;

import static dev.countersign.cli.CannedServer.challenge;
import static dev.countersign.cli.CannedServer.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at a terminal whose phone lies in a file. */
class PhoneCommandsTest {
    private static final String VA = "VA00000000000000000000000000000002";
    private static final String YC = "YC00000000000000000000000000000005";

    @TempDir
    Path dir;

    private Terminal terminal;
    private CannedServer server;
    private String phone;

    @BeforeEach
    void sitDown() throws Exception {
        terminal = new Terminal(dir);
        server = new CannedServer();
        phone = " --phone " + dir.resolve("phone.json");
    }

    @AfterEach
    void standUp() {
        terminal.close();
        server.close();
    }

    private String enroll() {
        return "phone enroll --url " + server.url() + " --service " + VA + " --identity ana" + phone;
    }

    private void enrolled() {
        terminal.fine(enroll() + " --token secret-1");
        server.heard.clear();
    }

    @Test
    void aPhoneIsEnrolledAndKeptForItsOwnerAlone() throws Exception {
        Terminal.Told told = terminal.fine(enroll() + " --token secret-1");
        assertThat(told.after("Factor SID")).isEqualTo("YF00000000000000000000000000000004");
        assertThat(told.after("Status")).isEqualTo("verified");
        assertThat(server.heard.getFirst())
                .startsWith("POST /v2/Services/" + VA + "/Entities/ana/Factors token:secret-1 ")
                .contains("FactorType=push", "Config.NotificationPlatform=none");
        assertThat(server.heard.getLast())
                .contains("/Factors/YF00000000000000000000000000000004 a device AuthPayload=");
        Path file = dir.resolve("phone.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("secret-1");
        assertThat(terminal.refused(enroll() + " --token secret-1")).contains("There is a phone in", "already");
    }

    @Test
    void theTokenNeedNotBeInTheListOfProcesses() {
        terminal.typed = "secret-2\nand more\n";
        terminal.fine(enroll() + " --token -");
        assertThat(server.heard.getFirst()).contains(" token:secret-2 ");
        server.heard.clear();
        terminal.environment.put("COUNTERSIGN_PHONE_TOKEN", "secret-3");
        phone += "2";
        terminal.fine(enroll());
        assertThat(server.heard.getFirst()).contains(" token:secret-3 ");
    }

    @Test
    void aBackendIsAskedForServiceAndToken() {
        server.on(
                "POST /access-tokens",
                200,
                "{\"token\": \"t-4\", \"serviceSid\": \"" + VA + "\", \"identity\": \"a1\", \"factorType\": \"push\"}");
        terminal.fine("phone enroll --url " + server.url() + " --backend " + server.url()
                + "/access-tokens --identity ana@example.com" + phone);
        assertThat(server.heard.getFirst()).isEqualTo("POST /access-tokens nobody identity=ana@example.com");
        assertThat(server.heard.get(1)).startsWith("POST /v2/Services/" + VA + "/Entities/a1/Factors token:t-4 ");
    }

    @Test
    void whatIsMissingOrWrongIsOneSentenceAndNothingIsKept() throws Exception {
        String url = " --url " + server.url();
        assertThat(terminal.refused("phone enroll --identity ana" + phone)).contains("Say --url");
        assertThat(terminal.refused("phone enroll --identity ana --url nonsense" + phone))
                .isEqualTo("countersign: Say --url with http:// or https:// and a host.");
        assertThat(terminal.refused("phone enroll" + url + phone)).contains("Say --identity");
        assertThat(terminal.refused("phone enroll --identity ana" + url + phone))
                .contains("Say --service");
        assertThat(terminal.refused(enroll())).contains("--token", "COUNTERSIGN_PHONE_TOKEN");
        assertThat(terminal.refused(enroll() + " --token x --ca " + dir.resolve("none")))
                .contains("none cannot be read");
        assertThat(terminal.refused(enroll().replace("phone.json", "none/phone.json") + " --token x"))
                .contains("cannot be written");
        assertThat(server.heard).isEmpty();

        server.on("POST .*/Factors", 403, "{\"code\": 60313, \"message\": \"Unauthorized factor\\u001b creation\"}");
        assertThat(terminal.refused(enroll() + " --token x"))
                .isEqualTo("countersign: The server refused: Unauthorized factor? creation (HTTP 403, error 60313).");
        server.on("POST .*/Factors", 201, "{}");
        assertThat(terminal.refused(enroll() + " --token x")).contains("The phone gave up: 'config' is missing");
        server.close();
        assertThat(terminal.refused(enroll() + " --token x")).contains("cannot be reached");
        assertThat(dir.resolve("phone.json")).doesNotExist();
    }

    @Test
    void challengesAreListedAndShownHarmlessly() {
        enrolled();
        server.on("GET .*/Challenges\\?.*", 200, list());
        assertThat(terminal.fine("phone list" + phone).out()).isEqualTo("There are no challenges.\n");
        server.on(
                "GET .*/Challenges\\?.*",
                200,
                list(challenge("pending", "Login\\u001b[2J\\u009b31m"), challenge("denied", "No")));
        assertThat(terminal.fine("phone list --status pending" + phone).out())
                .contains(YC + "  pending   ", "  Login?[2J?31m\n", YC + "  denied    -       No\n");
        assertThat(server.heard.getLast()).contains("Order=desc", "Status=pending");
        assertThat(terminal.refused("phone list --status held" + phone)).contains("Say --status");
        server.on("GET .*/Challenges/" + YC, 200, challenge("pending", "Login"));
        assertThat(terminal.fine("phone show latest" + phone).out())
                .contains("Status        pending", "Message       Login", "  From: Rome", "  ip: 127.0.0.1")
                .contains("For           ana, by " + server.url(), "Expires       2126-01-01T00:05:00Z, in ");
    }

    @Test
    void whatIsHeardIsPrintedOnceUntilTheFactorIsGone() {
        enrolled();
        String asked = "event: challenge\ndata: {\"challenge_sid\":\"" + YC + "\"}\n\n";
        server.on("GET .*/Challenges/" + YC, 200, challenge("pending", "Login\\u001b[2J"));
        server.on("GET .*/Events", 200, asked + "event: error\ndata: {\"code\":20003,\"status\":401}\n\n");
        server.afterwards(
                "GET .*/Events", 200, asked + "event: error\ndata: {\"message\":\"gone\",\"status\":404}\n\n");
        Terminal.Told told = terminal.run("phone listen" + phone);
        assertThat(told.code()).isEqualTo(1);
        assertThat(told.out())
                .startsWith(YC + "  pending ")
                .endsWith("  Login?[2J\n")
                .hasLineCount(1);
        assertThat(told.err()).startsWith("Listening").contains("The server refused: gone (HTTP 404).");
        assertThat(server.heard).filteredOn(line -> line.contains("/Events")).hasSize(2);
        server.on("GET .*/Events", 404, "{\"code\":20404,\"message\":\"no factor\"}");
        assertThat(terminal.refused("phone listen" + phone)).contains("no factor", "20404");
    }

    @Test
    void theLatestIsApprovedOrOneIsDenied() {
        enrolled();
        server.on("GET .*/Challenges\\?.*", 200, list(challenge("pending", "Login")));
        server.on("POST .*/Challenges/" + YC, 200, "{}");
        for (String word : new String[] {"approved", "denied"}) {
            server.on("GET .*/Challenges/" + YC, 200, challenge("pending", "Login"));
            String command = word.equals("approved") ? "phone approve latest" : "phone deny " + YC;
            assertThat(terminal.refused(command + phone))
                    .isEqualTo("countersign: The phone gave up: Challenge was not updated.");
            assertThat(server.heard).anySatisfy(line -> assertThat(line)
                    .startsWith("signed ")
                    .contains("\"sid\":\"" + YC + "\"", "\"status\":\"" + word + "\"", "\"message\":\"Login\""));
            server.on("GET .*/Challenges/" + YC, 200, challenge(word, "Login"));
            assertThat(terminal.refused(command + phone)).contains("The challenge is " + word + " already");
        }
        server.on("GET .*/Challenges\\?.*", 200, list());
        assertThat(terminal.refused("phone approve latest" + phone))
                .isEqualTo("countersign: There is no pending challenge.");
    }

    @Test
    void aRemovedPhoneIsGone() throws Exception {
        enrolled();
        server.on("DELETE .*", 403, "{\"code\": 20403, \"message\": \"Forbidden\"}");
        assertThat(terminal.refused("phone remove" + phone)).contains("Forbidden");
        assertThat(dir.resolve("phone.json")).exists();
        server.on("DELETE .*", 204, "");
        assertThat(terminal.fine("phone remove" + phone).out()).contains("is removed");
        assertThat(dir.resolve("phone.json")).doesNotExist();
        assertThat(terminal.refused("phone remove" + phone)).contains("There is no phone in");
        Files.writeString(dir.resolve("phone.json"), "{\"server\": 1}");
        assertThat(terminal.refused("phone list" + phone)).endsWith("phone.json holds no phone.");
    }
}
