package dev.countersign.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one stream come from: asked when it begins and again whenever something may have changed, and never
 * twice at a time. May refuse; that ends the stream.
 */
@FunctionalInterface
public interface Feed<E> {
    Batch<E> next();

    /**
     * What happened since the last time.
     *
     * @param last whether nothing more will ever happen
     * @param until when to ask again if nothing is heard of before; null where time alone changes nothing
     */
    record Batch<E>(List<E> events, boolean last, @Nullable Instant until) {}
}
