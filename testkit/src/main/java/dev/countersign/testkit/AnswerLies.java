package dev.countersign.testkit;

import dev.countersign.phone.Challenge;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers signed with the right key that say something other than what was asked. */
final class AnswerLies {
    private static final List<String> NO_ANSWERS = List.of(
            "pending",
            "expired",
            "Approved",
            "APPROVED",
            "approve",
            " approved",
            "approved ",
            "deny",
            "verified",
            "",
            "none");

    private final Forgery truth;
    private final Challenge challenge;
    private final Map<String, String> lies = new LinkedHashMap<>();

    AnswerLies(Forgery truth, Challenge challenge) {
        this.truth = truth;
        this.challenge = challenge;
    }

    Map<String, String> all() {
        NO_ANSWERS.forEach(word ->
                lies.put("status '" + word + "'", truth.claim("status", word).text()));
        lies.put("status true", truth.claim("status", true).text());
        lies.put("status null", truth.claim("status", null).text());
        lies.put("status in a list", truth.claim("status", List.of("approved")).text());
        lies.put("no status", truth.withoutClaim("status").text());
        for (String name : challenge.signatureFields()) {
            if (!name.equals("status")) {
                lies.put("no " + name, truth.withoutClaim(name).text());
                others(challenge.received().get(name))
                        .forEach((change, other) -> lies.put(
                                name + ": " + change, truth.claim(name, other).text()));
            }
        }
        return lies;
    }

    /** Every value that differs from this one at one place, by the name of that place. */
    private static Map<String, @Nullable Object> others(@Nullable Object value) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        switch (value) {
            case null -> {
                others.put("not null", "null");
                others.put("an object, not null", Map.of());
            }
            case String s -> {
                others.put("null", null);
                others.put("one letter more", s + " ");
                others.put("one letter other", s.isEmpty() ? "x" : (char) (s.charAt(0) ^ 1) + s.substring(1));
                others.put("in a list", List.of(s));
                if (s.matches(".*T\\d\\d:\\d\\d:\\d\\dZ")) {
                    others.put("with a fraction", s.replace("Z", ".0Z"));
                    others.put("with an offset", s.replace("Z", "+00:00"));
                }
            }
            case Map<?, ?> members -> {
                others.put("null", null);
                others.put("in a list", List.of(members));
                others.put("a member more", with(members, "extra", "x"));
                members.forEach((name, member) -> {
                    others.put(name + " missing", without(members, name));
                    others(member)
                            .forEach((change, other) -> others.put(name + ": " + change, with(members, name, other)));
                });
            }
            case List<?> items -> {
                others.put("null", null);
                others.put("an item more", with(items, items.size(), "x"));
                for (int i = 0; i < items.size(); i++) {
                    int place = i;
                    others(items.get(i))
                            .forEach((change, other) -> others.put(place + ": " + change, with(items, place, other)));
                }
                if (!items.isEmpty()) {
                    others.put("an item less", items.subList(1, items.size()));
                }
                if (items.size() > 1 && !items.getFirst().equals(items.getLast())) {
                    others.put("backwards", items.reversed());
                }
            }
            case Boolean b -> others.put("the contrary", !b);
            case BigInteger n -> others.put("one more", n.add(BigInteger.ONE));
            default -> others.put("another", "x");
        }
        return others;
    }

    private static Map<Object, @Nullable Object> without(Map<?, ?> members, Object name) {
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>(members);
        changed.remove(name);
        return changed;
    }

    private static Map<Object, @Nullable Object> with(Map<?, ?> members, Object name, @Nullable Object value) {
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>(members);
        changed.put(name, value);
        return changed;
    }

    private static List<@Nullable Object> with(List<?> items, int place, @Nullable Object value) {
        List<@Nullable Object> changed = new ArrayList<>(items);
        if (place == items.size()) {
            changed.add(value);
        } else {
            changed.set(place, value);
        }
        return changed;
    }
}
