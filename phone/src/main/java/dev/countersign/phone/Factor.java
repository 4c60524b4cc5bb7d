package dev.countersign.phone;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The push factor that a phone is, as its server told it.
 *
 * @param credentialSid the name under which the server knows its public key
 */
public record Factor(
        String sid, String accountSid, String credentialSid, String friendlyName, boolean verified, Instant created) {

    // spec Verify 5.7: what both SDKs need of a factor, config.credential_sid (trap T6) among it
    static Factor read(Members members, Habits habits) {
        Members config = members.object("config");
        config.stringOrNull("notification_platform");
        members.stringsOrNull("metadata");
        return new Factor(
                members.string("sid"),
                members.string("account_sid"),
                config.string("credential_sid"),
                members.string("friendly_name"),
                verified(members, habits),
                members.date("date_created"));
    }

    static boolean verified(Members members, Habits habits) {
        String status = members.string("status");
        if (!status.equals("verified") && !status.equals("unverified") && habits.minds()) {
            throw new Unusable("'status' is no word that is known");
        }
        return status.equals("verified");
    }

    /** The same factor, in another standing. */
    Factor verified(boolean verified) {
        return new Factor(sid, accountSid, credentialSid, friendlyName, verified, created);
    }

    /** With the names that the server has for it. */
    Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("sid", sid);
        tree.put("account_sid", accountSid);
        tree.put("config", Map.of("credential_sid", credentialSid));
        tree.put("friendly_name", friendlyName);
        tree.put("status", verified ? "verified" : "unverified");
        tree.put("date_created", created.toString());
        return tree;
    }
}
