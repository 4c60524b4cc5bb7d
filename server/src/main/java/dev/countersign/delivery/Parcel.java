package dev.countersign.delivery;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.PushConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing to be carried to somebody outside, with all that carrying it takes. */
public sealed interface Parcel {
    /**
     * A device is to be told that a challenge waits for it.
     *
     * @param to the platform, the app and the token at which the device is reached
     * @param message what the person is shown; null where the Service leaves it out
     * @param ttl for how long the push service may keep it; zero for not at all
     * @param credential who we are to the push service; null where the Service names none
     */
    record Push(
            PushConfig to,
            ChallengeSid challenge,
            FactorSid factor,
            @Nullable String message,
            Duration ttl,
            @Nullable CredentialSid credential)
            implements Parcel {}

    /**
     * An application is to be told of an event.
     *
     * @param url of its webhook, exactly as configured
     * @param body the form, the same at every try
     * @param account whose auth token signs it
     */
    record Event(String url, String body, AccountSid account) implements Parcel {}
}
