/**
 * A checker of histories: clients do at random whatever the API allows while servers and their database are killed, paused
 * and cut off; every reply is written down; afterwards the record is held against what was promised. It judges any server
 * of the API, and knows of it what {@link dev.countersign.acceptance.history.Server} lets it do.
 *
 * <p>What may never be here: a class of the server, or of the tests around this package.
 */
@NullMarked
package dev.countersign.acceptance.history;

import org.jspecify.annotations.NullMarked;
