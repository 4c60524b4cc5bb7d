package dev.countersign.domain;

import java.util.Map;

/** Who is asking, once their credentials were found good. */
public sealed interface Caller {
    /** The account in whose name they ask; nothing outside it exists for them. */
    AccountSid account();

    /** What is worth a word in the log beside the account. */
    default Map<String, String> told() {
        return switch (this) {
            case ByToken _ -> Map.of();
            case ByKey(AccountSid _, ApiKeySid key) -> Map.of("key", key.text());
        };
    }

    /** With the account's own SID and one of its auth tokens. */
    record ByToken(AccountSid account) implements Caller {}

    /** With an API key of the account. */
    record ByKey(AccountSid account, ApiKeySid key) implements Caller {}
}
