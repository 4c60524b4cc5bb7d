/**
 * The engine's adapter: sockets, TLS, limits on size and time, admission, request ids, the access log, health,
 * metrics and the web pages.
 *
 * <p>Knows an {@link dev.countersign.contract.Application} and none of the domain's nouns but its refusals; never SQL.
 */
@NullMarked
package dev.countersign.http;

import org.jspecify.annotations.NullMarked;
