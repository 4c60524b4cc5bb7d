/** The process: settings read, rooms wired together, started and stopped. Everything may be seen from here; nobody looks back in. */
@NullMarked
package dev.countersign;

import org.jspecify.annotations.NullMarked;
