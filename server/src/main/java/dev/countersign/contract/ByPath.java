package dev.countersign.contract;

import java.util.function.Predicate;

/** Two applications in one: what belongs to the one by its path, and all the rest. */
public record ByPath(Predicate<String> which, Application one, Application rest) implements Application {
    private Application of(Request request) {
        return which.test(request.path()) ? one : rest;
    }

    @Override
    public Answer answer(Request request) {
        return of(request).answer(request);
    }

    @Override
    public Early early(Request head) {
        return of(head).early(head);
    }
}
