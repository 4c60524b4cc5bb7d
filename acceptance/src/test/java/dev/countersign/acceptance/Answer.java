package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came back, and what must hold of whatever comes back. */
final class Answer {
    static final String MORE_INFO = "https://www.twilio.com/docs/errors/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final String DATE = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$";
    /** Dates of what may not have come to pass. */
    private static final Set<String> NOT_YET = Set.of("date_responded", "date_sent", "date_next_try");

    private static final Set<String> META =
            Set.of("key", "page", "page_size", "first_page_url", "previous_page_url", "url", "next_page_url");

    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String body;
    private final @Nullable JsonNode json;

    Answer(int status, Map<String, List<String>> headers, String body) {
        this.status = status;
        this.headers.putAll(headers);
        this.body = body;
        this.json = body.startsWith("{") ? parse(body) : null;
    }

    static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + body, e);
        }
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    /** Null where the header did not come. */
    @Nullable
    String header(String name) {
        List<String> all = headers.get(name);
        return all == null || all.isEmpty() ? null : String.join("|", all);
    }

    JsonNode json() {
        if (json == null) {
            throw new AssertionError(status + " without a JSON object: " + body);
        }
        return json;
    }

    /** What stands at a path of names; {@code a.b}. */
    JsonNode at(String path) {
        return json().at("/" + path.replace('.', '/'));
    }

    String text(String path) {
        return at(path).asText();
    }

    String sid() {
        return text("sid");
    }

    /** What the array of a list holds under a name, in its order. */
    List<String> all(String array, String name) {
        List<String> values = new ArrayList<>();
        json().get(array).forEach(row -> values.add(row.get(name).asText()));
        return values;
    }

    Instant date() {
        return ZonedDateTime.parse(String.valueOf(header("Date")), IMF_FIXDATE.withZone(java.time.ZoneOffset.UTC))
                .toInstant();
    }

    Answer mustBe(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    Answer mustBe(int expected, int code) {
        mustBe(expected);
        assertThat(at("code").asInt()).as(body).isEqualTo(code);
        return this;
    }

    /** A page of metrics or the like: no API answer. */
    Answer asItIs() {
        return this;
    }

    /** Holds of every answer of the API, whatever was asked. */
    Answer lawful() {
        // spec Verify 11 T5: two-digit days
        assertThat(header("Date"))
                .as("Date")
                .isNotNull()
                .matches("^\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$");
        assertThat(date())
                .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(30));
        assertThat(header("Twilio-Request-Id")).as("Twilio-Request-Id").matches("^RQ[0-9a-f]{32}$");
        assertThat(header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header("Access-Control-Allow-Credentials")).isNull();
        assertThat(header("Server")).isNull();
        assertThat(status).as("redirects, 206 and the like").isNotIn(100, 206, 301, 302, 303, 307, 308);
        if (status == 204) {
            assertThat(body).isEmpty();
            return this;
        }
        assertThat(header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        if (status >= 400) {
            mustBeTheError();
        } else {
            datesMustBeDates("", json());
            if (json().has("meta")) {
                metaMustBeWhole();
            }
        }
        return this;
    }

    // spec Verify 2.8, 11 T4, T27, T37
    private void mustBeTheError() {
        List<String> names = new ArrayList<>();
        json().fieldNames().forEachRemaining(names::add);
        assertThat(names).as(body).containsExactlyInAnyOrder("code", "message", "more_info", "status");
        assertThat(at("code").isIntegralNumber()).as(body).isTrue();
        assertThat(at("status").isIntegralNumber()).as(body).isTrue();
        assertThat(at("status").asInt()).isEqualTo(status);
        assertThat(at("message").isTextual()).as(body).isTrue();
        assertThat(text("message")).isNotBlank();
        assertThat(text("more_info")).isEqualTo(MORE_INFO + at("code").asInt());
        if (status == 401) {
            assertThat(header("WWW-Authenticate")).startsWith("Basic realm=\"");
            assertThat(at("code").asInt()).isEqualTo(20003);
        }
        if (status == 405) {
            assertThat(header("Allow")).isNotNull();
            assertThat(at("code").asInt()).isEqualTo(20004);
        }
    }

    // spec Verify 2.6, 11 T1, T2, T3, T32: whole seconds and a Z, or null where nobody has answered
    private static void datesMustBeDates(String name, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(e -> datesMustBeDates(e.getKey(), e.getValue()));
        } else if (node.isArray()) {
            node.forEach(e -> datesMustBeDates("", e));
        } else if (name.startsWith("date") || name.endsWith("_date")) {
            if (name.equals("include_date")) {
                assertThat(node.isBoolean()).isTrue();
            } else if (!(NOT_YET.contains(name) && node.isNull())) {
                assertThat(node.asText()).as(name).matches(DATE);
            }
        }
    }

    // spec Verify 11 T14, T15
    private void metaMustBeWhole() {
        assertThat(status).isEqualTo(200);
        assertThat(json().has("uri")).isFalse();
        List<String> names = new ArrayList<>();
        at("meta").fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactlyInAnyOrderElementsOf(META);
        assertThat(json().get(text("meta.key")).isArray()).isTrue();
        for (String url : List.of("first_page_url", "url")) {
            assertThat(text("meta." + url)).matches("^https?://[^/]+/v[12]/.*");
        }
        for (String url : List.of("previous_page_url", "next_page_url")) {
            assertThat(at("meta." + url).isNull() || text("meta." + url).matches("^https?://[^/]+/v[12]/.*"))
                    .isTrue();
        }
        assertThat(at("meta.page_size").asInt()).isBetween(1, 1000);
        assertThat(json().get(text("meta.key")).isEmpty()
                        && !at("meta.next_page_url").isNull())
                .as("an empty page with a next link")
                .isFalse();
    }

    @Override
    public String toString() {
        return status + " " + body;
    }
}
