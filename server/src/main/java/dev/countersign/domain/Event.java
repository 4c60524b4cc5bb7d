package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a factor or a challenge and that the application is told of.
 *
 * @param id told with every try and to every Webhook alike, so that whoever hears of it twice knows
 * @param challenge null where it is about the factor alone
 */
public record Event(
        Type type, Sid.Id id, Factor factor, @Nullable Challenge challenge) {

    // spec Verify 7.1: the five there are; nothing is told of expiry
    public enum Type {
        FACTOR_CREATED("factor.created"),
        FACTOR_VERIFIED("factor.verified"),
        FACTOR_DELETED("factor.deleted"),
        CHALLENGE_APPROVED("challenge.approved"),
        CHALLENGE_DENIED("challenge.denied");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As the wire and the record have it. */
        public String word() {
            return word;
        }
    }
}
