package dev.countersign.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many callers who knock at the same moment. */
final class AtOnce {
    private AtOnce() {}

    /** Asks so many times at once; what came back, in no order. */
    static List<Answer> ask(int times, IntFunction<Answer> question) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int caller = i;
                asked.add(callers.submit(() -> {
                    start.await();
                    return question.apply(caller);
                }));
            }
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> a : asked) {
                answers.add(a.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static long count(List<Answer> answers, int status, int code) {
        return answers.stream()
                .filter(a -> a.status() == status && a.at("code").asInt() == code)
                .count();
    }

    static long approved(List<Answer> answers) {
        return answers.stream()
                .filter(a -> a.status() < 300 && a.text("status").equals("approved"))
                .count();
    }

    static long pending(List<Answer> answers) {
        return answers.stream()
                .filter(a -> a.status() < 300 && a.text("status").equals("pending"))
                .count();
    }
}
