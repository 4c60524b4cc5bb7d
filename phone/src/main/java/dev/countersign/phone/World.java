package dev.countersign.phone;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * All that a phone has of the world.
 *
 * @param clock its own, which may be wrong
 * @param random what its keys and signatures are drawn from
 */
public record World(Transport transport, InstantSource clock, RandomGenerator random) {}
