package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AddressRange;
import dev.countersign.testkit.CertificateAuthority;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a stranger's URL can have us connect to, and where it cannot, however it is put. */
class GuardedHttpTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Every name stands at the loopback, and digits stand for themselves, octal ones as C's libraries read them. */
    private InetAddress[] loopback(String host) throws UnknownHostException {
        asked.add(host);
        try {
            if (host.startsWith("0177.")) {
                return loopback("127.0.0.1");
            }
            return new InetAddress[] {InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))};
        } catch (IllegalArgumentException e) {
            return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/hook",
                "http://127.1:%d/hook",
                "http://2130706433:%d/hook",
                "http://0x7f000001:%d/hook",
                "http://0x7f.0.0.1:%d/hook",
                "http://017700000001:%d/hook",
                "http://0177.0.0.01:%d/hook",
                "http://0:%d/hook",
                "http://0.0.0.0:%d/hook",
                "http://[::1]:%d/hook",
                "http://[::]:%d/hook",
                "http://[::ffff:127.0.0.1]:%d/hook",
                "http://[0:0:0:0:0:ffff:7f00:1]:%d/hook",
                "http://[64:ff9b::7f00:1]:%d/hook",
                "http://localhost:%d/hook",
                "http://LOCALHOST:%d/hook",
                "http://localhost.:%d/hook",
                "http://hooks.example.com:%d/hook",
                "http://hooks.example.com.:%d/hook",
                "http://public.example.com@127.0.0.1:%d/hook",
                "http://127.0.0.1@public.example.com:%d/hook",
                "http://user:password@localhost:%d/hook",
                "http://%%31%%32%%37.0.0.1:%d/hook",
                "http://127.0.0.1:%d#@8.8.8.8/",
                "http://127.0.0.1:%d?@8.8.8.8/",
                "http://127.0.0.1:%d\\@8.8.8.8/",
                "http://\u2460\u2461\u2466.0.0.1:%d/hook",
                "http://169.254.169.254/latest/meta-data?%d",
                "http://[fd00:ec2::254]/latest?%d",
                "http://127.0.0.1:%d0000/hook",
                "ftp://127.0.0.1:%d/hook",
                "file:///etc/passwd?%d",
                "//127.0.0.1:%d/hook",
                "http:127.0.0.1:%d",
                "http:///hook?%d",
                "%d",
                "http://[::1"
            })
    void noSpellingOfAnAddressThatIsNotAllowedIsConnectedTo(String url) {
        try (WebhookReceiver inside = WebhookReceiver.start(Road.AUTH_TOKEN, "/hook");
                Road road = Road.plan().allow().names(this::loopback).open()) {
            Outcome outcome = road.carry(Road.event(url.formatted(inside.port())));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Later.class, later -> assertThat(later.answer())
                    .matches("the address [0-9a-f.:]+ is not allowed|the URL is none to post to"));
            assertThat(inside.requests().all()).isEmpty();
        }
    }

    /** Answers with one list of addresses after the other. */
    private Names inTurn(String[]... answers) {
        Iterator<String[]> turns = List.of(answers).iterator();
        return host -> {
            asked.add(host);
            List<InetAddress> found = new ArrayList<>();
            for (String address : turns.next()) {
                found.add(InetAddress.ofLiteral(address));
            }
            return found.toArray(InetAddress[]::new);
        };
    }

    private static String[] at(String... addresses) {
        return addresses;
    }

    @Test
    void aNameThatMovesInsideIsRefusedAtTheNextConnection() {
        try (WebhookReceiver inside = WebhookReceiver.start(Road.AUTH_TOKEN, "/hook");
                Road road = Road.plan()
                        .allow("127.0.0.1")
                        .names(inTurn(
                                at("127.0.0.1"), at("127.0.0.2"), at("10.9.9.9", "127.0.0.1"), at("10.9.9.9", "::1")))
                        .open()) {
            inside.behaviour().always(new Misbehaviour.Status(403, Map.of("Connection", "close")));
            Parcel.Event event = Road.event("http://moving.example.com:" + inside.port() + "/hook");
            assertThat(road.carry(event).answer()).isEqualTo("HTTP 403");
            // What was looked up is what is dialled: nobody asks a second time for one connection
            assertThat(asked).hasSize(1);
            assertThat(road.carry(event)).isEqualTo(new Outcome.Later(null, "the address 127.0.0.2 is not allowed"));
            // Of several addresses the allowed ones are used
            assertThat(road.carry(event).answer()).isEqualTo("HTTP 403");
            assertThat(road.carry(event)).isEqualTo(new Outcome.Later(null, "the address 10.9.9.9 is not allowed"));
            assertThat(inside.requests().all()).hasSize(2);
            assertThat(asked).hasSize(4);
        }
    }

    @Test
    void aLookUpHandsOnWhatIsAdmittedUnderTheNameThatWasAskedFor() {
        try (GuardedAddresses addresses = new GuardedAddresses(
                inTurn(at("10.9.9.9", "8.8.8.8", "::1", "2606:4700::1111")),
                new AddressGuard(List.of()),
                InstantSource.fixed(Instant.EPOCH),
                Duration.ofSeconds(15))) {
            CompletableFuture<List<InetSocketAddress>> found = new CompletableFuture<>();
            addresses.resolve("many.example.com", 443, Map.of(), Promise.from(found));
            assertThat(found.join()).hasSize(2).allSatisfy(address -> {
                assertThat(address.getHostString()).isEqualTo("many.example.com");
                assertThat(address.getAddress().getHostAddress()).isIn("8.8.8.8", "2606:4700:0:0:0:0:0:1111");
            });
        }
    }

    @Test
    void whateverALookUpLetThroughTheDialLooksAgain() {
        GuardedConnector connector = new GuardedConnector(new AddressGuard(AddressRange.all("127.0.0.2")));
        for (InetSocketAddress address : List.of(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9),
                InetSocketAddress.createUnresolved("localhost", 9))) {
            CompletableFuture<Object> dialled = new CompletableFuture<>();
            Map<String, Object> context = new HashMap<>();
            context.put(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY, Promise.from(dialled));
            connector.connect(address, context);
            assertThat(dialled)
                    .failsWithin(java.time.Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotAllowed.class);
        }
    }

    @Test
    void aNameThatDoesNotResolveIsSaidToDoSo() {
        Names none = host -> {
            throw new UnknownHostException(host);
        };
        try (Road road = Road.plan().names(none).open()) {
            assertThat(road.carry(Road.event("https://nobody.example.com/")))
                    .isEqualTo(new Outcome.Later(null, "the name does not resolve"));
        }
        Names empty = _ -> new InetAddress[0];
        try (Road road = Road.plan().names(empty).open()) {
            assertThat(road.carry(Road.event("https://nobody.example.com/")).answer())
                    .isEqualTo("the name does not resolve");
        }
    }

    @Test
    void nameServersThatKeepSilentAreNotWaitedFor() {
        CompletableFuture<InetAddress[]> never = new CompletableFuture<>();
        try (Road road = Road.plan().impatient().names(_ -> never.join()).open()) {
            assertThat(road.carry(Road.event("https://slow.example.com/")))
                    .isEqualTo(new Outcome.Later(null, "no answer within 800 ms"));
        } finally {
            never.cancel(true);
        }
    }

    @Test
    void certificatesAreCheckedAndSoAreTheNamesInThem() {
        CertificateAuthority authority = new CertificateAuthority();
        try (WebhookReceiver receiver = WebhookReceiver.start(Road.AUTH_TOKEN, "/hook", authority);
                Road trusting = Road.plan()
                        .names(this::loopback)
                        .trusting(authority.certificate())
                        .open();
                Road wary = Road.plan().names(this::loopback).open()) {
            assertThat(trusting.carry(Road.event(receiver.url()))).isEqualTo(new Outcome.Accepted("200"));
            assertThat(wary.carry(Road.event(receiver.url())).answer()).startsWith("TLS: ");
            String elsewhere = receiver.url().replace("127.0.0.1", "hooks.example.com");
            assertThat(trusting.carry(Road.event(elsewhere)))
                    .isInstanceOfSatisfying(Outcome.Later.class, later -> assertThat(later.answer())
                            .startsWith("TLS: ")
                            .contains("hooks.example.com"));
            assertThat(receiver.requests().all()).hasSize(1);
        }
    }
}
