/**
 * The record: one database, units of work that happen wholly or not at all, one table class per noun, one SQL text for
 * every engine.
 *
 * <p>Decides nothing. What is stored is trusted when it is read back; a column that holds the impossible is an alarm.
 */
@NullMarked
package dev.countersign.store;

import org.jspecify.annotations.NullMarked;
