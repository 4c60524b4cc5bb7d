/**
 * The command line: which commands there are, what they print, and the one sentence each says when it cannot.
 *
 * <p>Seen by {@code Main} alone; holds no rule of its own.
 */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
