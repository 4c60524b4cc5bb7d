package dev.countersign.contract;

import org.jspecify.annotations.Nullable;

/**
 * What a request says of whoever sent it beside their credentials. A browser says all of it, a program none.
 *
 * @param address the caller's, as digits
 * @param cookies the header {@code Cookie}, all of it
 * @param origin of the page that asks, as the browser says
 * @param site whether that page is ours, as the browser says: {@code Sec-Fetch-Site}
 * @param proof what a page of the console shows beside its cookie, which no other page knows
 */
public record Sender(
        String address,
        @Nullable String cookies,
        @Nullable String origin,
        @Nullable String site,
        @Nullable String proof) {
    public static final Sender UNKNOWN = new Sender("", null, null, null, null);

    /** The header in which {@link #proof} travels. */
    public static final String PROOF = "X-Csrf-Token";
}
