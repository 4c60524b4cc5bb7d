package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.PushConfig.Platform;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All ways out of the house: finds the one for a parcel, and who we are on it. Connections are made when the first parcel
 * needs them.
 */
public final class Carriers implements Carrier, AutoCloseable {
    private final Duration limit;
    private final LongSupplier nanos;
    private final Function<CredentialSid, @Nullable PushIdentity> identities;
    private final GuardedHttp http;
    private final WebhookCarrier webhooks;
    private final FcmCarrier fcm;
    private final ApnsCarrier apns;
    private final WebPushCarrier webPush;
    private final PushLog log = new PushLog();

    /**
     * @param identities who a Credential says we are, the same instance for as long as it says the same; null where there
     *     is no such Credential
     * @param authTokens what an account signs its webhooks' requests with; null where there is no such account
     * @param nanos what the limit is measured with
     * @param random what Web Push draws its keys from: cryptographically strong
     */
    public Carriers(
            CarrierSettings settings,
            Function<CredentialSid, @Nullable PushIdentity> identities,
            Function<AccountSid, @Nullable Secret> authTokens,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.limit = settings.limit();
        this.nanos = nanos;
        this.identities = identities;
        this.http = new GuardedHttp(settings, clock);
        this.webhooks = new WebhookCarrier(http, authTokens);
        this.fcm = new FcmCarrier(http, settings.fcm(), clock);
        this.apns = new ApnsCarrier(settings, clock);
        this.webPush = new WebPushCarrier(http, clock, random);
    }

    @Override
    public Outcome carry(Parcel parcel) {
        Deadline deadline = Deadline.in(limit, nanos);
        return switch (parcel) {
            case Parcel.Event event -> webhooks.carry(event, deadline);
            case Parcel.Push push -> push(push, deadline);
        };
    }

    private Outcome push(Parcel.Push push, Deadline deadline) {
        String token = push.to().token();
        CredentialSid sid = push.credential();
        PushIdentity identity = sid == null ? null : identities.apply(sid);
        if (sid != null && identity == null) {
            forget(sid);
            return new Outcome.Rejected("the Credential " + sid + " is not there");
        }
        if (token == null) {
            return new Outcome.Rejected("the factor has no notification token");
        }
        return switch (push.to().platform()) {
            case NONE -> new Outcome.Rejected("the factor's notification platform is none");
            case WEBPUSH ->
                switch (identity) {
                    case null -> webPush.carry(push, token, null, null, deadline);
                    case PushIdentity.Vapid vapid -> webPush.carry(push, token, sid, vapid, deadline);
                    default -> ofAnotherKind(sid);
                };
            case FCM, APN ->
                sid == null || identity == null ? log.carry(push) : vendor(push, token, sid, identity, deadline);
        };
    }

    private Outcome vendor(
            Parcel.Push push, String token, CredentialSid sid, PushIdentity identity, Deadline deadline) {
        boolean android = push.to().platform() == Platform.FCM;
        return switch (identity) {
            case PushIdentity.Fcm account when android -> fcm.carry(push, token, sid, account, deadline);
            case PushIdentity.ApnsToken _, PushIdentity.ApnsCertificate _
            when !android -> apns.carry(push, token, sid, identity, deadline);
            default -> ofAnotherKind(sid);
        };
    }

    private static Outcome ofAnotherKind(@Nullable CredentialSid sid) {
        return new Outcome.Rejected("the Credential " + sid + " is for another push service");
    }

    private void forget(CredentialSid sid) {
        fcm.forget(sid);
        apns.forget(sid);
        webPush.forget(sid);
    }

    @Override
    public void close() {
        http.close();
        apns.close();
    }
}
