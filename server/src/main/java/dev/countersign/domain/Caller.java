package dev.countersign.domain;

/** Who is asking, once their credentials were found good. */
public sealed interface Caller {
    /** The account in whose name they ask; nothing outside it exists for them. */
    AccountSid account();

    /** With the account's own SID and one of its auth tokens. */
    record ByToken(AccountSid account) implements Caller {}

    /** With an API key of the account. */
    record ByKey(AccountSid account, ApiKeySid key) implements Caller {}
}
