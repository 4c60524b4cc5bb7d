package dev.countersign;

import dev.countersign.http.LogSink;
import dev.countersign.http.TimeAndChance;
import java.util.random.RandomGenerator;

/**
 * What only the process can give: time, chance, a place for the log, and a way to stop.
 *
 * @param outside what the doors work with; its dice need not be secret
 * @param secrets what keys, tokens and SIDs are drawn from: cryptographically strong
 * @param fatal called when the store may not go on
 */
public record Given(TimeAndChance outside, RandomGenerator secrets, LogSink log, Runnable fatal) {}
