/**
 * What {@code ./bench} needs besides the product and a load generator: a record to measure on, the two floors to measure
 * against, and readings that a shell cannot take. Nothing here is part of the product, and nothing of the product knows it.
 */
@NullMarked
package dev.countersign.benchmark;

import org.jspecify.annotations.NullMarked;
