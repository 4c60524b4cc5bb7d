/**
 * The story Countersign tells in a terminal, with real requests against a real server: it plays the application and the
 * person's authenticator app.
 *
 * <p>Knows the API only as its callers do.
 */
@NullMarked
package dev.countersign.demo;

import org.jspecify.annotations.NullMarked;
