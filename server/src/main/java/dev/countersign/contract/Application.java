package dev.countersign.contract;

/** The API as a function. Never throws for anything a caller sent; what is unforeseen answers 500. */
@FunctionalInterface
public interface Application {
    Answer answer(Request request);

    /**
     * What a request's head alone comes to. Asked only where the body is late: strangers are not to keep places for bodies
     * that never come.
     */
    default Early early(Request head) {
        return new Early.Awaited(head);
    }

    /** Whether a late body is waited for. */
    sealed interface Early {
        /** No: this is the answer. */
        record Answered(Reply reply) implements Early {}

        /** Yes, and this is the head to answer it with, which knows by now who asks. */
        record Awaited(Request head) implements Early {}
    }
}
