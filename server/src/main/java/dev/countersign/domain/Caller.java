package dev.countersign.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is asking, once their credentials were found good. */
public sealed interface Caller {
    /** The account in whose name they ask; nothing outside it exists for them. */
    AccountSid account();

    default Role role() {
        return switch (this) {
            case ByToken _, ByKey _, BySession _ -> Role.BACKEND;
            case ByAccessToken _ -> Role.ENROLLING;
            case ByDevice _ -> Role.DEVICE;
        };
    }

    /** What is worth a word in the log beside the account. */
    default Map<String, String> told() {
        return switch (this) {
            case ByToken _ -> Map.of();
            case ByKey(AccountSid _, ApiKeySid key) -> Map.of("key", key.text());
            case BySession(Sid.Id _, AccountSid _, ApiKeySid key, Instant _) ->
                key == null ? Map.of("via", "console") : Map.of("via", "console", "key", key.text());
            case ByAccessToken(AccessToken token) ->
                Map.of("access_token", token.sid().text());
            case ByDevice(FactorSid factor, AccountSid _, Instant _) -> Map.of("device", factor.text());
        };
    }

    /** When whoever stays must show their credentials anew; null where those do not end by themselves. */
    default @Nullable Instant until() {
        return switch (this) {
            case ByDevice device -> device.expires();
            case BySession session -> session.expires();
            case ByToken _, ByKey _, ByAccessToken _ -> null;
        };
    }

    /** What kinds of caller there are. */
    enum Role {
        /** An application's own server: may do everything in its account. */
        BACKEND,
        /** A device that is not enrolled yet. */
        ENROLLING,
        /** A device that speaks for its own factor. */
        DEVICE
    }

    /** With the account's own SID and one of its auth tokens. */
    record ByToken(AccountSid account) implements Caller {}

    /** With an API key of the account. */
    record ByKey(AccountSid account, ApiKeySid key) implements Caller {}

    /**
     * With the cookie of a session of the console.
     *
     * @param session its name, from which the cookie cannot be made
     * @param key the API key that its sign-in showed; null where it was the account's own token
     * @param expires from when on it is over, whatever is asked meanwhile
     */
    record BySession(
            Sid.Id session, AccountSid account, @Nullable ApiKeySid key, Instant expires) implements Caller {}

    /** With an access token that a backend passed on. */
    record ByAccessToken(AccessToken token) implements Caller {
        @Override
        public AccountSid account() {
            return token.person().account();
        }
    }

    /**
     * With a token signed by a push factor's key.
     *
     * @param expires from when on that token would be refused
     */
    record ByDevice(FactorSid factor, AccountSid account, Instant expires) implements Caller {}
}
