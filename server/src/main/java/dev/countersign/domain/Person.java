package dev.countersign.domain;

/**
 * Whose things these are: one identity within one Service of one account. {@code key} is computed from the Service and
 * the identity and leads every row of theirs, so nobody has to be looked up to be found.
 */
public record Person(AccountSid account, ServiceSid service, Identity identity, Sid.Id key) {}
