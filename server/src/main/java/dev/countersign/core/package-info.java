/**
 * What can be done: one class per noun, one method per deed, at most one unit of work each. Reads, asks the domain,
 * writes down what it decided.
 *
 * <p>Knows no JSON rendering and no HTTP.
 */
@NullMarked
package dev.countersign.core;

import org.jspecify.annotations.NullMarked;
