package dev.countersign.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server answered, as its JSON. */
record Answer(String json) {
    /** The first string of that name: the story reads only such whose first is the one it means. */
    String text(String name) {
        Matcher m = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!m.find()) {
            throw new IllegalStateException("the answer has no " + name + ": " + json);
        }
        return m.group(1);
    }
}
