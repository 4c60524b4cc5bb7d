package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code countersign phone} and {@code countersign backend} as somebody types them, at a server that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the phone is enrolled before the first test
@Tag(Engine.OF_ITS_OWN)
class PhoneCommandTest {
    private static final String VARIABLE = "COUNTERSIGN_PHONE_TOKEN";

    private final Api api = Product.shared().api();
    private final String identity = UUID.randomUUID().toString();
    private Path folder;
    private Path phone;
    private String service;
    private String factor;
    private String spent;

    @BeforeAll
    void enrol(@TempDir Path temporary) {
        folder = temporary;
        phone = folder.resolve("ana.json");
        service = api.service();
        spent = token(identity);
        Launcher.Ran ran = enrol(phone, spent);
        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(ran.value("Status")).isEqualTo("verified");
        factor = ran.value("Factor SID");
    }

    private String token(String whose) {
        return api.post("/v2/Services/" + service + "/AccessTokens", "Identity", whose, "FactorType", "push")
                .mustBe(201)
                .text("token");
    }

    private Launcher.Ran enrol(Path file, String token) {
        return Launcher.run(
                Map.of(VARIABLE, token),
                "phone",
                "enroll",
                "--url",
                api.base().toString(),
                "--service",
                service,
                "--identity",
                identity,
                "--phone",
                file.toString());
    }

    private Launcher.Ran phone(String... command) {
        return on(phone, command);
    }

    private static Launcher.Ran on(Path file, String... command) {
        List<String> all = new ArrayList<>(List.of("phone"));
        all.addAll(List.of(command));
        all.addAll(List.of("--phone", file.toString()));
        return Launcher.run(all.toArray(String[]::new));
    }

    private String entity() {
        return "/v2/Services/" + service + "/Entities/" + identity;
    }

    private String asked(String message) {
        return api.post(
                        entity() + "/Challenges",
                        "FactorSid",
                        factor,
                        "Details.Message",
                        message,
                        "Details.Fields",
                        "{\"label\":\"Where\",\"value\":\"Zürich\"}",
                        "HiddenDetails",
                        "{\"ip\":\"::1\"}")
                .mustBe(201)
                .sid();
    }

    private static void mustSay(Launcher.Ran ran, String sentence) {
        assertThat(ran.exit()).as(ran.toString()).isNotZero();
        assertThat(ran.err().strip().lines()).as("one sentence and no trace").hasSize(1);
        assertThat(ran.err()).contains(sentence).endsWith(".\n").doesNotContain("Exception");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aChallengeIsListedShownAndAnswered() {
        String sid = asked("Sign in?");

        assertThat(phone("list", "--status", "pending").out()).contains(sid).contains("Sign in?");
        assertThat(phone("show", sid).out())
                .contains("pending")
                .contains("Sign in?")
                .contains("Where: Zürich")
                .contains("ip: ::1");
        assertThat(phone("approve", sid).out()).contains(sid + " is approved: Sign in?");
        assertThat(api.get(entity() + "/Challenges/" + sid).text("status")).isEqualTo("approved");
        mustSay(phone("deny", sid), "The challenge is approved already");

        String other = asked("Pay?");
        assertThat(phone("deny", other).exit()).isZero();
        assertThat(api.get(entity() + "/Challenges/" + other).text("status")).isEqualTo("denied");
    }

    @Test
    void thePhonesFileIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(phone)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(phone)).contains("private_key");
    }

    @Test
    void aPhoneIsRemovedWithItsFile() {
        Path file = folder.resolve("second.json");
        String second = enrol(file, token(identity)).value("Factor SID");

        assertThat(on(file, "remove").out()).contains(second + " is removed");

        assertThat(file).doesNotExist();
        api.get(entity() + "/Factors/" + second).mustBe(404, 20404);
    }

    @Test
    void whatCannotBeIsSaidInOneSentence() throws IOException {
        Path none = folder.resolve("none.json");
        mustSay(on(none, "list"), "There is no phone in " + none + " yet");
        Path notes = Files.writeString(folder.resolve("notes.txt"), "{\"milk\":2}");
        mustSay(on(notes, "list"), "The file " + notes + " holds no phone");
        mustSay(enrol(phone, "whatever"), "There is a phone in " + phone + " already");
        mustSay(enrol(none, spent), "The server refused: Unauthorized factor creation");
        mustSay(enrol(none, "nonsense"), "HTTP 401, error 20003");
        mustSay(phone("approve", "YC" + "0".repeat(32)), "HTTP 404, error 20404");
        assertThat(none).doesNotExist();
    }

    @Test
    void overTlsAPhoneTrustsWhomItIsToldTo() throws Exception {
        Path at = Files.createDirectory(folder.resolve("tls"));
        try (Product product = Product.startOverTls(at, Certificate.make(at))) {
            String ca = at.resolve("cert.pem").toString();
            Path file = at.resolve("phone.json");
            try (Typed backend = new Typed(
                    "backend",
                    "--url",
                    product.base().toString(),
                    "--ca-cert",
                    ca,
                    "--account-sid",
                    product.account(),
                    "--auth-token-file",
                    product.tokenFile().toString(),
                    "--port",
                    "0")) {
                URI access = URI.create(backend.value("Access tokens"));
                List<String> enrolment = List.of(
                        "enroll",
                        "--url",
                        product.base().toString(),
                        "--backend",
                        access.toString(),
                        "--identity",
                        "ana@example.com");
                mustSay(
                        on(file, enrolment.toArray(String[]::new)),
                        "is not trusted: unable to find valid certification path");
                List<String> trusting = new ArrayList<>(enrolment);
                trusting.addAll(List.of("--ca", ca));
                // The backend itself is on plain HTTP, on this machine's loopback.
                String enrolled = on(file, trusting.toArray(String[]::new)).value("Factor SID");

                Answer asked = post(
                        access.resolve("/create-challenge"),
                        Api.form("identity", "ana@example.com", "factor", enrolled, "message", "Sign in?"));
                assertThat(on(file, "approve", "latest", "--ca", ca).out()).contains("is approved: Sign in?");
                assertThat(post(
                                        access.resolve("/challenge-status"),
                                        Api.form("identity", "ana@example.com", "sid", asked.sid()))
                                .text("status"))
                        .isEqualTo("approved");
            }
            product.stop();
            mustSay(on(file, "list", "--ca", ca), "cannot be reached: there is no connection");
            assertThat(product.printed()).doesNotContain("eyJ");
        }
    }

    private static Answer post(URI url, String form) {
        return Api.send(HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build())
                .mustBe(200);
    }

    @Test
    void aBackendThatCannotWorkSaysWhyAndEnds() {
        mustSay(
                Launcher.run("backend", "--account-sid", api.user(), "--port", "0"),
                "The auth token is missing: give --auth-token-file, or COUNTERSIGN_AUTH_TOKEN in the environment");
        Launcher.Ran stranger = Launcher.run(
                Map.of("COUNTERSIGN_AUTH_TOKEN", "0".repeat(32)),
                "backend",
                "--url",
                api.base().toString(),
                "--account-sid",
                api.user(),
                "--port",
                "0");
        assertThat(stranger.exit()).isNotZero();
        assertThat(stranger.err())
                .contains("Countersign answered POST /v2/Services with 401")
                .doesNotContain("Exception");
    }

    /** A command that goes on until it is stopped. */
    private static final class Typed implements AutoCloseable {
        private final Process process;
        private final StringBuilder said = new StringBuilder();

        Typed(String... command) throws IOException {
            process = Launcher.builder(Map.of(), List.of(command))
                    .redirectErrorStream(true)
                    .start();
        }

        /** The value beside a label, once it is said. */
        String value(String label) throws IOException {
            while (!said.toString().contains(label + " ")) {
                String line = process.inputReader(StandardCharsets.UTF_8).readLine();
                assertThat(line).as(said.toString()).isNotNull();
                said.append(line).append('\n');
            }
            return said.substring(said.indexOf(label + " ") + label.length())
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .strip();
        }

        @Override
        public void close() {
            process.destroy();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    @AfterAll
    void thePhoneStaysTheFactor() {
        api.get(entity() + "/Factors/" + factor).mustBe(200);
    }
}
