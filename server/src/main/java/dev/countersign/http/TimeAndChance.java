package dev.countersign.http;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The clock, the stopwatch and the dice that were handed in. All three are asked from many threads at once.
 *
 * @param clock what the {@code Date} header and the log say
 * @param nanos what durations are measured with; only differences mean anything
 * @param random what request ids are drawn from
 */
public record TimeAndChance(InstantSource clock, LongSupplier nanos, RandomGenerator random) {}
