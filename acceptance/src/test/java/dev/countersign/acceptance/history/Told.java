package dev.countersign.acceptance.history;

/**
 * An event that a webhook took.
 *
 * @param challenge empty where it is about a factor alone
 * @param name the factor's friendly name, which carries the number of the request that made it
 */
public record Told(String uuid, String type, String identity, String factor, String challenge, String name) {
    /** What it is about: two events are one where these are the same. */
    String matter() {
        return type + " " + (challenge.isEmpty() ? factor : challenge);
    }
}
