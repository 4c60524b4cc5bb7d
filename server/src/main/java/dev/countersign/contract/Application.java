package dev.countersign.contract;

/** The API as a function. Never throws for anything a caller sent; what is unforeseen answers 500. */
@FunctionalInterface
public interface Application {
    Reply answer(Request request);
}
