package dev.countersign.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.PushIdentity.ApnsCertificate;
import dev.countersign.crypto.PushIdentity.ApnsToken;
import dev.countersign.crypto.PushIdentity.Fcm;
import dev.countersign.crypto.PushIdentity.Vapid;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.UnfitIdentity;
import dev.countersign.domain.Credential;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an application tells of who it is to a push service, as it sent it; null for what it did not say, which then stays
 * as it was. What is of no meaning to a Credential's type is not looked at.
 *
 * @param certificate an app's, in PEM
 * @param privateKey of the certificate, of the team, or of the application server
 * @param apiKey a server key of FCM's discontinued interface
 * @param secret the JSON of a Firebase service account
 * @param teamId with {@code keyId} in place of a certificate
 * @param subject where whoever runs the application server is reached
 */
public record Material(
        @Nullable String certificate,
        @Nullable String privateKey,
        @Nullable Boolean sandbox,
        @Nullable String apiKey,
        @Nullable String secret,
        @Nullable String teamId,
        @Nullable String keyId,
        @Nullable String subject) {

    /**
     * What comes of it.
     *
     * @param secret what is to be sealed
     * @param publicKey what others may know of it, or null
     */
    record Made(Secret secret, boolean sandbox, @Nullable String publicKey) {}

    boolean isEmpty() {
        return Stream.of(certificate, privateKey, sandbox, apiKey, secret, teamId, keyId, subject)
                .allMatch(Objects::isNull);
    }

    /**
     * Reads it, over what is there; refuses by name what is missing or wrong.
     *
     * @param was what is sealed now; null where there is nothing yet
     */
    // spec Verify 3.7: a code of its own for bad parameters it does not name; the Service's settings that lead here
    // have one
    Made made(Credential.Type type, @Nullable Secret was, RandomGenerator random) {
        try {
            return switch (type) {
                case GCM -> new Made(gcm(was), false, null);
                case FCM -> made(fcm(opened(was)), false, null);
                case APN -> apn(opened(was));
                case WEBPUSH -> {
                    Vapid vapid = vapid(opened(was), random);
                    yield made(vapid, false, vapid.publicKey());
                }
            };
        } catch (UnfitIdentity e) {
            throw refused(name(e.part()) + " " + e.words());
        }
    }

    private static Made made(PushIdentity identity, boolean sandbox, @Nullable String publicKey) {
        return new Made(identity.kept(), sandbox, publicKey);
    }

    private static @Nullable PushIdentity opened(@Nullable Secret was) {
        return was == null ? null : PushIdentity.open(was);
    }

    private Secret gcm(@Nullable Secret was) {
        return apiKey == null && was != null
                ? was
                : Secret.of(need("ApiKey", apiKey, null).getBytes(UTF_8));
    }

    private PushIdentity fcm(@Nullable PushIdentity was) {
        return secret == null && was != null ? was : Fcm.parse(need("Secret", secret, null));
    }

    private Vapid vapid(@Nullable PushIdentity was, RandomGenerator random) {
        Vapid before = was instanceof Vapid vapid ? vapid : null;
        String contact = need("Subject", subject, before == null ? null : before.subject());
        String key = privateKey == null && before != null ? before.keyPem() : privateKey;
        return key == null ? Vapid.draw(contact, random) : Vapid.parse(key, contact);
    }

    private Made apn(@Nullable PushIdentity was) {
        boolean named = teamId != null || keyId != null;
        if (named && certificate != null) {
            throw refused("Certificate cannot be sent with TeamId or KeyId: a Credential is one or the other");
        }
        boolean byToken = named || (certificate == null && was instanceof ApnsToken);
        return byToken ? token(was) : certificate(was);
    }

    private Made token(@Nullable PushIdentity was) {
        ApnsToken before = was instanceof ApnsToken token ? token : null;
        ApnsToken token = ApnsToken.parse(
                need("TeamId", teamId, before == null ? null : before.teamId()),
                need("KeyId", keyId, before == null ? null : before.keyId()),
                need("PrivateKey", privateKey, before == null ? null : before.keyPem()),
                sandbox(was));
        return made(token, token.sandbox(), null);
    }

    private Made certificate(@Nullable PushIdentity was) {
        ApnsCertificate before = was instanceof ApnsCertificate certificate ? certificate : null;
        ApnsCertificate read = ApnsCertificate.parse(
                need("Certificate", certificate, before == null ? null : before.chainPem()),
                need("PrivateKey", privateKey, before == null ? null : before.keyPem()),
                sandbox(was));
        return made(read, read.sandbox(), null);
    }

    private boolean sandbox(@Nullable PushIdentity was) {
        if (sandbox != null) {
            return sandbox;
        }
        return switch (was) {
            case ApnsToken token -> token.sandbox();
            case ApnsCertificate certificate -> certificate.sandbox();
            case null, default -> false;
        };
    }

    private static String need(String name, @Nullable String given, @Nullable String otherwise) {
        String text = given == null ? otherwise : given;
        if (text == null) {
            throw refused(name + " is required"
                    + (name.equals("Certificate") ? ", or TeamId and KeyId for a key of the team's" : ""));
        }
        return text;
    }

    private static String name(UnfitIdentity.Part part) {
        return switch (part) {
            case CERTIFICATE -> "Certificate";
            case PRIVATE_KEY -> "PrivateKey";
            case TEAM_ID -> "TeamId";
            case KEY_ID -> "KeyId";
            case SERVICE_ACCOUNT -> "Secret";
            case SUBJECT -> "Subject";
        };
    }

    private static Refused refused(String words) {
        return Refusal.INVALID_SERVICE_PARAMETER.refused(words);
    }

    /** Nothing of it: most of it is secret. */
    @Override
    public String toString() {
        return "Material";
    }
}
