package dev.countersign.contract;

/** What comes of a request: a reply, or a wait for one. */
public sealed interface Answer permits Reply, Wait {}
