package dev.countersign.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Where what happened is told: counted in one place, written down in the other. */
public record Witness(PrometheusMeterRegistry metrics, LogSink log) {}
