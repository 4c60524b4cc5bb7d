package dev.countersign.domain;

import java.time.Instant;

/** A named way into an account that can be taken back alone. Its secret is shown once and kept as a hash only. */
public record ApiKey(ApiKeySid sid, AccountSid account, String friendlyName, Instant updated) {}
