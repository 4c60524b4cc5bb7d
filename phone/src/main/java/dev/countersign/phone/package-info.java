/**
 * A phone, as the mobile SDKs make one: a device that enrols as a push factor, reads its challenges and signs its answers.
 *
 * <p>Written from the protocol alone. It knows nothing of the server, so that what the two agree on is the protocol and
 * not their code; and it tells the truth: whoever needs lies finds them in the testkit.
 */
@NullMarked
package dev.countersign.phone;

import org.jspecify.annotations.NullMarked;
