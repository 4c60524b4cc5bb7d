/**
 * The ciphers, hashes and codes Countersign stands on, thinly over well-kept libraries: bytes in, bytes or a verdict out.
 *
 * <p>Knows nothing of factors or rows, reads no file and no clock.
 */
@NullMarked
package dev.countersign.crypto;

import org.jspecify.annotations.NullMarked;
