/**
 * The API as the world sees it: one page per resource with every name, limit and field of it, and the list of all
 * endpoints.
 *
 * <p>Knows neither the store nor a socket.
 */
@NullMarked
package dev.countersign.api;

import org.jspecify.annotations.NullMarked;
