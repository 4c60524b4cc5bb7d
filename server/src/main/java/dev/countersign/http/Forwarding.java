package dev.countersign.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy says about the caller: whose request it is, and by which scheme and host it came.
 *
 * <p>Each proxy adds on the right, so the lists are read from the right for as long as a trusted one is speaking. Where
 * any {@code X-Forwarded-*} is present, {@code Forwarded} is not looked at: the proxies that write the one hand the other
 * through as the caller sent it.
 */
record Forwarding(
        @Nullable InetAddress client,
        @Nullable String scheme,
        @Nullable String host) {
    private static final Forwarding NOTHING = new Forwarding(null, null, null);

    static Forwarding read(HttpFields headers, TrustedProxies trusted) {
        if (headers.contains("X-Forwarded-For")
                || headers.contains("X-Forwarded-Proto")
                || headers.contains("X-Forwarded-Host")) {
            return new Forwarding(
                    client(list(headers, "X-Forwarded-For"), trusted),
                    scheme(last(headers, "X-Forwarded-Proto")),
                    last(headers, "X-Forwarded-Host"));
        }
        return headers.contains("Forwarded") ? standard(list(headers, "Forwarded"), trusted) : NOTHING;
    }

    // spec RFC 7239 5: each element is what one proxy saw: for, proto, host
    private static Forwarding standard(List<String> elements, TrustedProxies trusted) {
        Forwarding seen = NOTHING;
        for (String element : elements.reversed()) {
            String by = parameter(element, "for");
            InetAddress address = by == null ? null : TrustedProxies.literal(by);
            seen = new Forwarding(
                    address == null ? seen.client : address,
                    scheme(parameter(element, "proto")),
                    parameter(element, "host"));
            if (address == null || !trusted.trusts(address)) {
                break;
            }
        }
        return seen;
    }

    private static @Nullable InetAddress client(List<String> addresses, TrustedProxies trusted) {
        InetAddress seen = null;
        for (String text : addresses.reversed()) {
            InetAddress address = TrustedProxies.literal(text);
            if (address == null) {
                break;
            }
            seen = address;
            if (!trusted.trusts(address)) {
                break;
            }
        }
        return seen;
    }

    private static @Nullable String scheme(@Nullable String text) {
        String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        return lower.equals("https") || lower.equals("http") ? lower : null;
    }

    private static @Nullable String last(HttpFields headers, String name) {
        List<String> values = list(headers, name);
        return values.isEmpty() ? null : values.getLast();
    }

    /** The values of all headers of that name as one list; a comma within quotes divides nothing. */
    private static List<String> list(HttpFields headers, String name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.getValuesList(name)) {
            split(line, ',', values);
        }
        return values;
    }

    private static @Nullable String parameter(String element, String name) {
        List<String> pairs = new ArrayList<>();
        split(element, ';', pairs);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
                return pair.substring(equals + 1).replace("\"", "").strip();
            }
        }
        return null;
    }

    private static void split(String text, char at, List<String> into) {
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? at : text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == at && (!quoted || i == text.length())) {
                into.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
    }
}
