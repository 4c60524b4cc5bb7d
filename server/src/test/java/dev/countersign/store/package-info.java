/** The store on trial, on real files, over a record of things that has none of the product's nouns. */
@NullMarked
package dev.countersign.store;

import org.jspecify.annotations.NullMarked;
