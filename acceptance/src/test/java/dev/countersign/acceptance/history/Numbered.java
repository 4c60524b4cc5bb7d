package dev.countersign.acceptance.history;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How what a request makes carries the request's number: in a challenge's message, and in a factor's name. */
final class Numbered {
    private static final Pattern FORM = Pattern.compile("request (\\d{1,9})");

    private Numbered() {}

    static String name(int number) {
        return "request " + number;
    }

    /** The number in such a name; 0 where it is none. */
    static int number(String name) {
        Matcher numbered = FORM.matcher(name);
        return numbered.matches() ? Integer.parseInt(numbered.group(1)) : 0;
    }
}
