package dev.countersign.acceptance.history;

import java.util.function.Consumer;

/** What cannot be served just now is refused as such: nothing that happens to a server or its database is its own mistake. */
final class FailsInWords implements Rule {
    private static final int MISTAKE = 500;

    @Override
    public void check(Story story, Consumer<Violation> found) {
        for (Operation o : story.operations()) {
            if (o.reply().status() == MISTAKE) {
                found.accept(Violation.of("a server made a mistake of its own", o));
            }
        }
    }
}
