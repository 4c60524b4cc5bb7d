/** The phone, held against the protocol: its worked example, and a server that says what a script tells it to. */
@NullMarked
package dev.countersign.phone;

import org.jspecify.annotations.NullMarked;
