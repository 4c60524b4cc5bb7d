package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.AddressRange;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.PushConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The carriers with a clock, Credentials and an account of a test's own; the loopback is allowed unless said otherwise. */
final class Road implements AutoCloseable {
    static final String AUTH_TOKEN = "12345678901234567890123456789012";
    static final AccountSid ACCOUNT = Objects.requireNonNull(AccountSid.parse("AC00000000000000000000000000000001"));
    static final ChallengeSid CHALLENGE =
            Objects.requireNonNull(ChallengeSid.parse("YC00000000000000000000000000000005"));
    static final FactorSid FACTOR = Objects.requireNonNull(FactorSid.parse("YF00000000000000000000000000000004"));
    static final CredentialSid CREDENTIAL =
            Objects.requireNonNull(CredentialSid.parse("CR00000000000000000000000000000006"));
    static final String APP = "com.example.app";

    private static final Duration PATIENT = Duration.ofSeconds(15);
    private static final Duration IMPATIENT = Duration.ofMillis(800);

    final Map<CredentialSid, PushIdentity> identities = new HashMap<>();
    volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Carriers carriers;

    private Road(CarrierSettings settings) {
        carriers = new Carriers(
                settings,
                identities::get,
                account -> account.equals(ACCOUNT) ? Secret.of(AUTH_TOKEN.getBytes(StandardCharsets.US_ASCII)) : null,
                () -> now,
                System::nanoTime,
                new Random(7));
    }

    /** What a test may want otherwise. */
    static final class Plan {
        private List<AddressRange> allowed = AddressRange.all("127.0.0.0/8");
        private URI fcm = CarrierSettings.USUAL_FCM;
        private @Nullable InetSocketAddress apns;
        private boolean mutableContent = true;
        private Duration limit = PATIENT;
        private Names names = Names.SYSTEM;
        private List<X509Certificate> trusted = List.of();

        Plan allow(String... ranges) {
            allowed = AddressRange.all(ranges);
            return this;
        }

        Plan fcm(String url) {
            fcm = URI.create(url);
            return this;
        }

        Plan apns(String host, int port) {
            apns = InetSocketAddress.createUnresolved(host, port);
            return this;
        }

        Plan immutable() {
            mutableContent = false;
            return this;
        }

        Plan impatient() {
            limit = IMPATIENT;
            return this;
        }

        Plan names(Names names) {
            this.names = names;
            return this;
        }

        Plan trusting(X509Certificate certificate) {
            trusted = List.of(certificate);
            return this;
        }

        CarrierSettings settings() {
            return new CarrierSettings(allowed, fcm, apns, mutableContent, "Countersign", limit, names, trusted);
        }

        Road open() {
            return new Road(settings());
        }
    }

    static Plan plan() {
        return new Plan();
    }

    /** Says who we are. */
    Road as(PushIdentity identity) {
        identities.put(CREDENTIAL, identity);
        return this;
    }

    Outcome carry(Parcel parcel) {
        return carriers.carry(parcel);
    }

    static Parcel.Event event(String url) {
        return event(url, "uuid=u-1&type=factor.created&account_sid=" + ACCOUNT);
    }

    static Parcel.Event event(String url, String body) {
        return new Parcel.Event(url, body, ACCOUNT);
    }

    static Parcel.Push push(PushConfig.Platform platform, String token) {
        return push(platform, token, "Login request", Duration.ofMinutes(5), CREDENTIAL);
    }

    static Parcel.Push push(
            PushConfig.Platform platform,
            String token,
            @Nullable String message,
            Duration ttl,
            @Nullable CredentialSid credential) {
        return new Parcel.Push(
                new PushConfig("1.0", APP, platform, token), CHALLENGE, FACTOR, message, ttl, credential);
    }

    @Override
    public void close() {
        carriers.close();
    }
}
