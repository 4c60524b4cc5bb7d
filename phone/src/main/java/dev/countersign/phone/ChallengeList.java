package dev.countersign.phone;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One page of a factor's challenges.
 *
 * @param next the token of the page after it; null on the last one
 * @param previous the token of the page before it; null on the first one
 */
public record ChallengeList(
        List<Challenge> challenges,
        int page,
        int pageSize,
        @Nullable String next,
        @Nullable String previous) {

    public enum Order {
        ASC,
        DESC
    }

    /** Which page is asked for: of which challenges, in which order. */
    public record Asked(
            Challenge.@Nullable Status status,
            Order order,
            int pageSize,
            @Nullable String pageToken) {
        public static final Asked LATEST_PENDING = new Asked(Challenge.Status.PENDING, Order.DESC, 20, null);

        public Asked page(@Nullable String token) {
            return new Asked(status, order, pageSize, token);
        }

        // spec Verify 4.3: the SDKs always send page size, factor and order
        Form query(Factor factor, Habits habits) {
            Form query = new Form()
                    .with("PageSize", Integer.toString(pageSize))
                    .with("FactorSid", factor.sid())
                    .with("Order", order.name().toLowerCase(Locale.ROOT));
            if (status != null) {
                query.with("Status", status.word());
            }
            if (pageToken != null) {
                query.with(habits.pageToken(), pageToken);
            }
            return query;
        }
    }

    // spec Verify 5.7: one challenge that cannot be decoded fails the list
    static ChallengeList read(Members body, Factor factor, Habits habits) {
        Members meta = body.object("meta");
        List<Challenge> challenges = body.objects("challenges").stream()
                .map(item -> Challenge.read(item, List.of(), factor, habits))
                .toList();
        return new ChallengeList(
                challenges,
                meta.number("page"),
                meta.number("page_size"),
                token(meta.stringOrNull("next_page_url")),
                token(meta.stringOrNull("previous_page_url")));
    }

    // spec Verify 2.7: exactly the parameter PageToken is taken out of the URLs
    private static @Nullable String token(@Nullable String url) {
        if (url == null) {
            return null;
        }
        String query = URI.create(url).getQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith("PageToken=")) {
                return pair.substring("PageToken=".length());
            }
        }
        return null;
    }
}
