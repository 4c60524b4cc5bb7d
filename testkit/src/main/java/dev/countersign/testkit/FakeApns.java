package dev.countersign.testkit;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.ParsingMockApnsServerListenerAdapter;
import com.eatthepath.pushy.apns.server.PushNotificationHandler;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.server.ValidatingPushNotificationHandlerFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Apple's push service with one team's signing key: Pushy's mock of it behind TLS, which takes notifications from whoever
 * signs with that key or comes with a certificate, for the devices that are registered with it. Unlike the other
 * counterparts it listens on all addresses, since Pushy's mock can do no other.
 */
public final class FakeApns implements AutoCloseable {
    private final CertificateAuthority authority = new CertificateAuthority();
    private final KeyPair signingKey = P256.pair();
    private final Map<String, Set<String>> devicesByTopic = new ConcurrentHashMap<>();
    private final Map<String, Instant> unregistered = new ConcurrentHashMap<>();
    private final Set<String> topicsOfTheKey = ConcurrentHashMap.newKeySet();
    private final Arrivals<Notification> notifications = new Arrivals<>("notifications");
    private final Arrivals<String> rejections = new Arrivals<>("rejections");
    private final Deque<RejectionReason> rejectNext = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final EventLoopGroup threads = new NioEventLoopGroup(1, new DefaultThreadFactory("fake-apns", true));
    private final int port;
    private volatile boolean hangs;

    /**
     * A notification that was accepted.
     *
     * @param expiration when it is not worth keeping any longer; the epoch where it is not to be kept at all
     * @param pushType as the header has it, {@code alert} for instance
     */
    public record Notification(
            String token,
            String topic,
            String payload,
            @Nullable Instant expiration,
            @Nullable Integer priority,
            @Nullable String pushType,
            @Nullable String collapseId) {}

    private FakeApns() throws GeneralSecurityException, SSLException {
        ApnsVerificationKey key = new ApnsVerificationKey(keyId(), teamId(), (ECPublicKey) signingKey.getPublic());
        var validating = new ValidatingPushNotificationHandlerFactory(
                devicesByTopic, unregistered, Map.of(keyId(), key), Map.of(key, topicsOfTheKey));
        CertificateAuthority.Issued identity = authority.server();
        MockApnsServer server = new MockApnsServerBuilder()
                .setServerCredentials(new X509Certificate[] {identity.certificate()}, identity.key(), null)
                .setTrustedServerCertificateChain(authority.certificate())
                .setEventLoopGroup(threads)
                .setHandlerFactory(session -> told(validating.buildHandler(session)))
                .setListener(new Records())
                .build();
        port = server.start(0).join();
    }

    public static FakeApns start() {
        try {
            return new FakeApns();
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String host() {
        return "localhost";
    }

    public int port() {
        return port;
    }

    /** Whom a client has to trust; it also issues the certificates that clients may come with. */
    public CertificateAuthority authority() {
        return authority;
    }

    public String teamId() {
        return "TEAM123456";
    }

    public String keyId() {
        return "KEY1234567";
    }

    /** The team's signing key, as the {@code .p8} file that Apple hands out. */
    public String signingKey() {
        return Pem.of("PRIVATE KEY", signingKey.getPrivate().getEncoded());
    }

    /** A certificate by which a client may send to that topic. */
    public CertificateAuthority.Issued clientCertificate(String topic) {
        return authority.client(topic);
    }

    /** That token, 64 hex digits, is the app's of that topic on a device; the team's key may send to the topic. */
    public void register(String topic, String token) {
        topicsOfTheKey.add(topic);
        unregistered.remove(token);
        devicesByTopic
                .computeIfAbsent(topic, _ -> ConcurrentHashMap.newKeySet())
                .add(token);
    }

    /** The app has been gone from the device of that token since then. */
    public void unregister(String token, Instant since) {
        unregistered.put(token, since);
    }

    /** The next so many notifications are rejected for that reason, whatever they are. */
    public void rejectNext(int many, RejectionReason reason) {
        synchronized (rejectNext) {
            rejectNext.addAll(Collections.nCopies(many, reason));
        }
    }

    /** From now on it takes everything in and answers nothing more. */
    public void hang() {
        hangs = true;
    }

    /** What it accepted, in order. */
    public Arrivals<Notification> notifications() {
        return notifications;
    }

    /** What it rejected, by the names of the reasons, in order. */
    public Arrivals<String> rejections() {
        return rejections;
    }

    private PushNotificationHandler told(PushNotificationHandler validating) {
        return (headers, payload) -> {
            if (hangs) {
                awaitClosing();
            }
            RejectionReason told = nextRejection();
            if (told != null) {
                throw new RejectedNotificationException(told);
            }
            validating.handlePushNotification(headers, payload);
        };
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable RejectionReason nextRejection() {
        synchronized (rejectNext) {
            return rejectNext.poll();
        }
    }

    private final class Records extends ParsingMockApnsServerListenerAdapter {

        @Override
        public void handlePushNotificationAccepted(ApnsPushNotification accepted) {
            var priority = accepted.getPriority();
            var pushType = accepted.getPushType();
            notifications.add(new Notification(
                    accepted.getToken(),
                    accepted.getTopic(),
                    accepted.getPayload(),
                    accepted.getExpiration(),
                    priority == null ? null : priority.getCode(),
                    pushType == null ? null : pushType.getHeaderValue(),
                    accepted.getCollapseId()));
        }

        @Override
        public void handlePushNotificationRejected(
                ApnsPushNotification rejected, RejectionReason reason, @Nullable Instant since) {
            rejections.add(reason.name());
        }
    }

    /** Stops listening and hangs up on whoever is still there. */
    @Override
    public void close() {
        closing.countDown();
        // Its threads close what they serve, the door too.
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
