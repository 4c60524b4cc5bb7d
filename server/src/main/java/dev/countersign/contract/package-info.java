/**
 * The kit for declaring an API once, as values: shapes, parameters, views, endpoints. Routing, reading, refusing,
 * rendering and OpenAPI all read the same declaration.
 *
 * <p>Knows no database, no socket and no single resource.
 */
@NullMarked
package dev.countersign.contract;

import org.jspecify.annotations.NullMarked;
