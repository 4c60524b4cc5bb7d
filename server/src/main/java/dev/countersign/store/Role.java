package dev.countersign.store;

/** What a connection is for. */
enum Role {
    /** Looks at what the file is, and brings its schema up to date. */
    OPENER,
    WRITER,
    READER
}
