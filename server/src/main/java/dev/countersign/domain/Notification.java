package dev.countersign.domain;

/**
 * The ringing of a device once more for a challenge that it has not answered. Told once and kept nowhere.
 *
 * @param ttl for how many seconds it may be delivered; 0 for one attempt
 */
public record Notification(NotificationSid sid, Challenge challenge, int ttl) {
    public static final int LONGEST_TTL = 300;

    /** How many a challenge may have. */
    public static final int MOST = 3;
}
