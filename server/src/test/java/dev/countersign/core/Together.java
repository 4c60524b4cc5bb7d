package dev.countersign.core;

import dev.countersign.domain.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many callers who all begin at the same moment, each on a virtual thread. */
public final class Together {
    private Together() {}

    /** What came of each: a result, or the name of the refusal. Anything else that is thrown fails the test. */
    public static List<Object> all(int callers, IntFunction<Object> deed) {
        CountDownLatch ready = new CountDownLatch(callers);
        List<Callable<Object>> deeds = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            deeds.add(() -> {
                ready.countDown();
                ready.await();
                try {
                    return deed.apply(number);
                } catch (Refused no) {
                    return no.refusal();
                }
            });
        }
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> told = deeds.stream().map(crowd::submit).toList();
            List<Object> results = new ArrayList<>();
            for (Future<Object> one : told) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("a caller met what is no refusal", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
