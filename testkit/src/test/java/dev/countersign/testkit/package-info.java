/** The fakes themselves, held against the specifications they are written from. */
@NullMarked
package dev.countersign.testkit;

import org.jspecify.annotations.NullMarked;
