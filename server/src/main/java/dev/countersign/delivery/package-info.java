/**
 * What leaves the house: the outbox drained, and the carriers that bring its rows to push services and webhooks. Here an
 * effect is sent because it was committed, and what came of it is written down.
 *
 * <p>Nothing here decides what is owed, and no handler waits for it.
 */
@NullMarked
package dev.countersign.delivery;

import org.jspecify.annotations.NullMarked;
