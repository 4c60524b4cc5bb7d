/**
 * What Countersign is about: services, entities, factors and challenges as plain data, and the pure functions that
 * decide over them. A decision is returned as a value; somebody else writes it down.
 *
 * <p>Nothing in here reads a clock, draws a random number, or knows of SQL, JSON, HTTP or ciphers.
 */
@NullMarked
package dev.countersign.domain;

import org.jspecify.annotations.NullMarked;
