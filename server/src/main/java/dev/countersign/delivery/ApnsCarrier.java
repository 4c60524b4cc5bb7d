package dev.countersign.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.domain.CredentialSid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rings iOS devices through Apple's push service, over one connection for each identity, which is kept open. */
final class ApnsCarrier implements AutoCloseable {
    // They become part of a path and of a header.
    private static final Pattern TOKEN = Pattern.compile("[0-9A-Fa-f]{2,400}");
    private static final Pattern TOPIC = Pattern.compile("[!-~]{1,255}");

    private final CarrierSettings settings;
    private final InstantSource clock;
    private final Kept<PushIdentity, ApnsClient> clients = new Kept<>(this::client, client -> {
        var _ = client.close();
    });

    ApnsCarrier(CarrierSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Outcome carry(Parcel.Push push, String token, CredentialSid sid, PushIdentity identity, Deadline deadline) {
        if (!TOKEN.matcher(token).matches() || !TOPIC.matcher(push.to().appId()).matches()) {
            return new Outcome.Rejected("the token is none of APNs, or the app has no name");
        }
        var answer = clients.of(sid, identity).sendNotification(notification(push, token));
        try {
            return outcome(answer.get(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Outcome.Later(null, deadline.missed());
        } catch (ExecutionException e) {
            return new Outcome.Later(null, Unreached.words(e.getCause(), deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Later(null, "stopped");
        }
    }

    // spec Verify 6.2: the topic is the app; alert, immediately, for as long as the challenge has left
    private SimpleApnsPushNotification notification(Parcel.Push push, String token) {
        @Nullable Instant until = push.ttl().isZero() ? null : clock.instant().plus(push.ttl());
        String payload = new String(Payloads.apns(push, settings.mutableContent()), UTF_8);
        return new SimpleApnsPushNotification(
                token, push.to().appId(), payload, until, DeliveryPriority.IMMEDIATE, PushType.ALERT);
    }

    private Outcome outcome(PushNotificationResponse<SimpleApnsPushNotification> answer) {
        int status = answer.getStatusCode();
        if (answer.isAccepted()) {
            return new Outcome.Accepted(Integer.toString(status));
        }
        String reason = answer.getRejectionReason().orElse("");
        Reply.Answered answered = new Reply.Answered(status, null, new byte[0]);
        String words = answered.words(reason);
        // Apple says which of its noes are for the moment by name: this one is a clock's, and its token is made anew
        if (reason.equals("ExpiredProviderToken")) {
            return new Outcome.Later(null, words);
        }
        return status == 410
                ? new Outcome.Gone(answer.getTokenInvalidationTimestamp().orElseGet(clock::instant), words)
                : answered.refused(words);
    }

    private ApnsClient client(PushIdentity identity) {
        ApnsClientBuilder builder = new ApnsClientBuilder();
        if (!settings.trusted().isEmpty()) {
            builder.setTrustedServerCertificateChain(settings.trusted().toArray(X509Certificate[]::new));
        }
        try {
            boolean sandbox =
                    switch (identity) {
                        case PushIdentity.ApnsToken token -> {
                            builder.setSigningKey(
                                    new ApnsSigningKey(token.keyId(), token.teamId(), (ECPrivateKey) token.key()));
                            yield token.sandbox();
                        }
                        case PushIdentity.ApnsCertificate app -> {
                            builder.setClientCredentials(app.chain().getFirst(), app.key(), null);
                            yield app.sandbox();
                        }
                        case PushIdentity.Fcm _, PushIdentity.Vapid _ ->
                            throw new IllegalArgumentException("not an identity for APNs");
                    };
            return at(builder, sandbox).setConnectionTimeout(settings.limit()).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("An identity that was checked makes a client", e);
        }
    }

    private ApnsClientBuilder at(ApnsClientBuilder builder, boolean sandbox) {
        InetSocketAddress server = settings.apns();
        if (server != null) {
            return builder.setApnsServer(server.getHostString(), server.getPort());
        }
        return builder.setApnsServer(
                sandbox ? ApnsClientBuilder.DEVELOPMENT_APNS_HOST : ApnsClientBuilder.PRODUCTION_APNS_HOST);
    }

    void forget(CredentialSid sid) {
        clients.forget(sid);
    }

    @Override
    public void close() {
        clients.forgetAll();
    }
}
