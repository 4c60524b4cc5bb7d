package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import dev.countersign.contract.Sender;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is behind the console's session, on the wire. */
class ConsolePathTest {
    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    @Test
    void noCacheKeepsItAndNoOtherPageReadsIt() throws Exception {
        try (Rig rig = new Rig(request -> request.path().endsWith("/fault") ? fault() : Rig.ok("{}"))) {
            for (String path : List.of("/console/api/Services", "/console/api", "/console/api/fault")) {
                Wire.Answer answer = rig.ask(get(path));
                assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
                assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(String.join("\n", answer.headers())).doesNotContain("Access-Control");
            }
            // The page itself is beside it: for everybody to see, and for no other page to read.
            for (String path : List.of("/console/apis", "/console")) {
                Wire.Answer answer = rig.ask(get(path));
                assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-cache");
                assertThat(String.join("\n", answer.headers())).doesNotContain("Access-Control");
            }
            for (String path : List.of("/v2/Services", "/consoles")) {
                assertThat(rig.ask(get(path)).header("Access-Control-Allow-Origin"))
                        .as(path)
                        .isEqualTo("*");
            }
        }
    }

    private static Reply fault() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    void whatABrowserSaysOfItselfIsHeardThereAndNowhereElse() throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        try (Rig rig = new Rig(request -> {
            seen.set(request);
            return Rig.ok("{}");
        })) {
            String headers = Wire.crlf("""
                    Host: localhost
                    Cookie: a=1
                    Cookie: countersign_session=x; b=2
                    Origin: http://localhost
                    Sec-Fetch-Site: same-origin
                    X-Csrf-Token: t

                    """);
            rig.ask("GET /console/api/Services HTTP/1.1\r\n" + headers);
            assertThat(seen.get().sender())
                    .isEqualTo(new Sender(
                            "127.0.0.1", "a=1; countersign_session=x; b=2", "http://localhost", "same-origin", "t"));
            rig.ask("GET /v2/Services HTTP/1.1\r\n" + headers);
            assertThat(seen.get().sender()).isEqualTo(Sender.UNKNOWN);
        }
    }
}
