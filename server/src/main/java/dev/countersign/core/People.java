package dev.countersign.core;

import dev.countersign.crypto.Digests;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where a person's things lie: computed, so that nobody has to be looked up to be found. */
public final class People {
    private People() {}

    /** The person of that identity in a Service, whether or not either is there. */
    public static Person person(AccountSid account, ServiceSid service, Identity identity) {
        return new Person(account, service, identity, key(service, identity));
    }

    static Sid.Id key(ServiceSid service, Identity identity) {
        byte[] hash = Digests.sha256(service.id().bytes(), identity.text().getBytes(StandardCharsets.US_ASCII));
        return Sid.Id.of(Arrays.copyOf(hash, 16));
    }
}
