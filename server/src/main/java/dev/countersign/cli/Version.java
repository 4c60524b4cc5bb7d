package dev.countersign.cli;

import org.jspecify.annotations.Nullable;

/** Which Countersign this is. */
final class Version {
    static final String TEXT = text(Version.class.getPackage().getImplementationVersion());

    private Version() {}

    private static String text(@Nullable String manifest) {
        return manifest == null ? "(built from a working tree)" : manifest;
    }
}
