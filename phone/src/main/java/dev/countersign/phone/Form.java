package dev.countersign.phone;

import java.util.ArrayList;
import java.util.List;

/** Names and values of a form or a query, in the order in which they are sent. */
public final class Form {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    public Form with(String name, String value) {
        names.add(name);
        values.add(value);
        return this;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    String encoded(Habits habits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : "&").append(names.get(i)).append('=').append(habits.encode(values.get(i)));
        }
        return text.toString();
    }
}
