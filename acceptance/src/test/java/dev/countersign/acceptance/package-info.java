/**
 * The built product, from outside: started as an operator starts it, spoken to over sockets by the official SDKs and by raw
 * requests, killed and started again.
 *
 * <p>What may never be here: a class of the server. Whatever a test knows, it knows from the wire, the command line and the
 * files that are left behind.
 */
@NullMarked
package dev.countersign.acceptance;

import org.jspecify.annotations.NullMarked;
