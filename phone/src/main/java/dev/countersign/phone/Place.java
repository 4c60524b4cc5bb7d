package dev.countersign.phone;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Whose phone it is, and where: a server, one Service on it, and the identity of a person there. */
public record Place(URI server, String serviceSid, String identity) {

    /** @throws IllegalArgumentException where the server is no http or https URL */
    public Place {
        if (server.getHost() == null || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
            throw new IllegalArgumentException("A server's URL is http:// or https:// and a host.");
        }
    }

    URI url(String path) {
        return URI.create(server.toString().replaceFirst("/+$", "") + path);
    }

    String factors() {
        return entity() + "/Factors";
    }

    String challenges() {
        return entity() + "/Challenges";
    }

    private String entity() {
        return "/v2/Services/" + segment(serviceSid) + "/Entities/" + segment(identity);
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
