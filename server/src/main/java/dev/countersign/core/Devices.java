package dev.countersign.core;

import dev.countersign.crypto.Claims;
import dev.countersign.crypto.DeviceKey;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.Jws;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Identity;
import dev.countersign.domain.KeySid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.ServiceSid;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.FactorTable.Device;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which device is asking: one with an access token that lets it enrol, or one that signs with its factor's key. */
public final class Devices {
    private static final long LEEWAY = 60;
    private static final long LONGEST_LIFE = 660;

    private final Db db;
    private final AccessTokens tokens;
    private final Es256 es256;

    public Devices(Db db, AccessTokens tokens, Es256 es256) {
        this.db = db;
        this.tokens = tokens;
        this.es256 = es256;
    }

    /**
     * Whose things a request is about, as its path says: a device is looked for among that person's and nowhere else.
     * Texts that may be anything; null where the path does not say.
     */
    public record Place(@Nullable String service, @Nullable String identity) {}

    Caller admit(String token, Place place) {
        return AccessTokenText.fits(token) ? new Caller.ByAccessToken(tokens.admit(token)) : device(token, place);
    }

    private record Met(@Nullable Device device, Instant now) {}

    // spec Verify 5.4: a token signed with the key of a factor of the path's person; nothing it says counts before that
    private Caller device(String token, Place place) {
        Jws jws = Jws.parse(token);
        KeySid key = jws == null ? null : key(jws);
        if (jws == null || key == null) {
            throw unknown();
        }
        Met met = look(key, place);
        Device device = met.device();
        if (device == null || !signed(jws, device)) {
            throw unknown();
        }
        Claims claims = jws.claims();
        String account = claims == null ? null : claims.text("sub");
        if (claims == null || account == null || !device.account().equals(AccountSid.parse(account))) {
            throw Refusal.UNAUTHENTICATED.refused("the token is for another account");
        }
        Instant expires =
                timely(claims.number("nbf"), claims.number("exp"), met.now().getEpochSecond());
        return new Caller.ByDevice(key.factor(), device.account(), expires);
    }

    private static Refused unknown() {
        return Refusal.UNAUTHENTICATED.refused("the token is not signed by a device of this identity");
    }

    private static @Nullable KeySid key(Jws jws) {
        String kid = jws.header("kid");
        boolean ours = "JWT".equals(jws.header("typ")) && "twilio-pba;v=1".equals(jws.header("cty"));
        return ours && kid != null ? KeySid.parse(kid) : null;
    }

    private Met look(KeySid key, Place place) {
        ServiceSid service = place.service() == null ? null : ServiceSid.parse(place.service());
        Identity identity = place.identity() == null ? null : Identity.parse(place.identity());
        if (service == null || identity == null) {
            throw unknown();
        }
        return db.read(
                tx -> new Met(new FactorTable(tx).device(People.key(service, identity), key.factor()), tx.now()));
    }

    private boolean signed(Jws jws, Device device) {
        DeviceKey key = es256.key(device.publicKey());
        return key != null && es256.jws(key, jws);
    }

    // spec Verify 5.4: clocks may differ by a minute, and a token lives for eleven at most; devices correct theirs by
    // the Date of the 401
    private static Instant timely(@Nullable Long from, @Nullable Long until, long now) {
        if (from == null || until == null) {
            throw Refusal.UNAUTHENTICATED.refused("the token must say from when until when it is good");
        }
        if (from > now + LEEWAY) {
            throw Refusal.UNAUTHENTICATED.refused("the token is not good yet; is the device's clock right?");
        }
        if (until <= now - LEEWAY) {
            throw Refusal.UNAUTHENTICATED.refused("the token has expired; is the device's clock right?");
        }
        // Compared so that no number, however large, can overflow.
        if (until > now + LEEWAY + LONGEST_LIFE || from < until - LONGEST_LIFE) {
            throw Refusal.UNAUTHENTICATED.refused("the token is good for too long");
        }
        return Instant.ofEpochSecond(until + LEEWAY);
    }
}
