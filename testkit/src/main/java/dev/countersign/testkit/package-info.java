/**
 * Fake counterparts of Countersign: what stands at the other end of a wire, such as a person's authenticator app,
 * a phone that lies, the push services ({@code FakeFcm}, {@code FakeApns}, {@code FakeWebPush}) or a backend's webhook
 * ({@code WebhookReceiver}). They refuse what the real ones refuse, and misbehave on demand ({@code Misbehaviour}).
 * The database is no fake: {@code Postgres} is a real server that tests may kill.
 *
 * <p>They are written from the specifications alone and share no code with the server: a fake that reuses the server's own
 * code would prove nothing about it.
 */
@NullMarked
package dev.countersign.testkit;

import org.jspecify.annotations.NullMarked;
