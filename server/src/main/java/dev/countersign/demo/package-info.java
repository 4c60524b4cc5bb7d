/**
 * What shows Countersign at work, and is no part of the server: the story told in a terminal, with real requests against a
 * real server, where it plays the application and the person's authenticator app; and a backend for the mobile SDKs' sample
 * apps.
 *
 * <p>Knows the API only as its callers do; of the rest it borrows JSON and form reading. The backend stands on the JDK's own
 * small HTTP server, which is good enough for one developer and for nothing else.
 */
@NullMarked
package dev.countersign.demo;

import org.jspecify.annotations.NullMarked;
