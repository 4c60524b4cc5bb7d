package dev.countersign.acceptance.history;

/**
 * Whose challenges these are: a Service of an account.
 *
 * @param history where everything is written down
 */
public record Site(History history, String service, String account, String token) {
    String entities() {
        return "/v2/Services/" + service + "/Entities";
    }

    String entity(String identity) {
        return entities() + "/" + identity;
    }

    String factor(String identity, String sid) {
        return entity(identity) + "/Factors/" + sid;
    }

    String challenges(String identity) {
        return entity(identity) + "/Challenges";
    }

    String challenge(String identity, String sid) {
        return challenges(identity) + "/" + sid;
    }
}
