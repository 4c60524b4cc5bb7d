package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation, whole: routing, reading, handling, rendering, refusing and describing all come from here.
 *
 * @param callers who may ask for it
 * @param within refuses where what the path leads through does not stand; asked before a bad parameter is complained of
 * @param invalid how a bad parameter is refused here
 */
public record Endpoint<R>(
        String method,
        String path,
        List<Param<?>> params,
        Set<Role> callers,
        Consumer<Call> within,
        Refusal invalid,
        List<Refusal> refusals,
        Gives<R> gives,
        Function<Call, R> handler) {

    /** Bytes that a row of a list seldom exceeds: room made at once is not copied later. */
    private static final int ROW = 1536;

    private static final List<Param<?>> PAGING = List.of(Paging.PAGE_SIZE, Paging.PAGE, Paging.PAGE_TOKEN);

    /** What an operation answers when it does not refuse. */
    public sealed interface Gives<R> {
        /** One resource. {@code tells} names facts of it for our own log line; {@code headers} go with it. */
        record One<R>(
                int status,
                View<R> view,
                Function<R, Map<String, String>> tells,
                Function<R, List<Reply.Header>> headers)
                implements Gives<R> {}

        /** A page of resources, in an array of that name. */
        record Many<T>(String key, View<T> view, Function<T, Sid.Id> id) implements Gives<Listed<T>> {}

        /** 204 and no body; {@code headers} go with it. */
        record Nothing<R>(Function<Call, List<Reply.Header>> headers) implements Gives<R> {}

        /**
         * One resource: as it is, or, where a call says how long it waits, once it is settled. The handler is asked again
         * at each look.
         *
         * @param settles when it will be settled at the latest
         */
        record Awaited<R>(
                One<R> one,
                Param<Integer> seconds,
                BiFunction<Call, Runnable, Runnable> changes,
                Predicate<R> settled,
                Function<R, Instant> settles)
                implements Gives<R> {}

        /**
         * Events as they happen, all of that name, from the feed that the handler opens. It is opened after changes are
         * listened to.
         *
         * @param longest how long one stream lasts at most
         */
        record Stream<E>(
                String event,
                View<E> view,
                Function<E, String> id,
                BiFunction<Call, Runnable, Runnable> changes,
                Duration longest)
                implements Gives<Feed<E>> {}
    }

    /** A page, and the slice it was asked for as. */
    public record Listed<T>(Slice slice, Rows<T> rows) {}

    /** Begins the declaration of an operation. */
    public static Draft at(String method, String path) {
        return new Draft(method, path, List.of(), Set.of(Role.BACKEND), _ -> {}, Refusal.INVALID_PARAMETER, List.of());
    }

    public static Draft post(String path) {
        return at("POST", path);
    }

    public static Draft get(String path) {
        return at("GET", path);
    }

    public static Draft delete(String path) {
        return at("DELETE", path);
    }

    /** A declaration under way. */
    public record Draft(
            String method,
            String path,
            List<Param<?>> params,
            Set<Role> callers,
            Consumer<Call> within,
            Refusal invalid,
            List<Refusal> refusals) {
        public Draft takes(Param<?>... more) {
            return new Draft(method, path, List.of(more), callers, within, invalid, refusals);
        }

        /** Lets devices of that kind ask for it, too. */
        public Draft opensTo(Role device) {
            return new Draft(method, path, params, Set.of(Role.BACKEND, device), within, invalid, refusals);
        }

        public Draft within(Consumer<Call> standing) {
            return new Draft(method, path, params, callers, standing, invalid, refusals);
        }

        /** Bad parameters are refused this way instead. */
        public Draft refusesInvalidWith(Refusal other) {
            return new Draft(method, path, params, callers, within, other, refusals);
        }

        /** What it refuses beside what every operation does. */
        public Draft refuses(Refusal... more) {
            return new Draft(method, path, params, callers, within, invalid, List.of(more));
        }

        public <R> Endpoint<R> gives(int status, View<R> view, Function<Call, R> handler) {
            return gives(new Gives.One<>(status, view, _ -> Map.of(), _ -> List.of()), handler);
        }

        public <R> Endpoint<R> gives(
                int status, View<R> view, Function<R, Map<String, String>> tells, Function<Call, R> handler) {
            return gives(new Gives.One<>(status, view, tells, _ -> List.of()), handler);
        }

        public <R> Endpoint<R> gives(Gives<R> gives, Function<Call, R> handler) {
            return new Endpoint<>(method, path, params, callers, within, invalid, refusals, gives, handler);
        }

        public <T> Endpoint<Listed<T>> lists(
                String key,
                View<T> view,
                Function<T, Sid.Id> id,
                Order order,
                BiFunction<Call, Slice, Rows<T>> handler) {
            List<Param<?>> all = new ArrayList<>(params);
            all.addAll(PAGING);
            return takes(all.toArray(Param<?>[]::new)).gives(new Gives.Many<>(key, view, id), call -> {
                Slice slice = call.paging().slice(call, order.newestFirst(call));
                return new Listed<>(slice, handler.apply(call, slice));
            });
        }

        public Endpoint<Boolean> removes(Consumer<Call> handler) {
            return removes(_ -> List.of(), handler);
        }

        public Endpoint<Boolean> removes(Function<Call, List<Reply.Header>> headers, Consumer<Call> handler) {
            return gives(new Gives.Nothing<>(headers), call -> {
                handler.accept(call);
                return true;
            });
        }
    }

    /** Which end of a list comes first. */
    @FunctionalInterface
    public interface Order {
        Order BY_CREATION = _ -> false;

        boolean newestFirst(Call call);
    }

    /** The same operation under another path, whose variable segments are the same. */
    public Endpoint<R> under(String other) {
        return new Endpoint<>(method, other, params, callers, within, invalid, refusals, gives, handler);
    }

    /** What it is called in logs, metrics and descriptions. */
    public String name() {
        return method + " " + path;
    }

    /** @param no how a refusal is told that comes after others have waited */
    Answer answer(
            Caller caller, Request request, List<String> inPath, Paging paging, Function<RuntimeException, Reply> no) {
        Call call = read(caller, request, inPath, paging);
        return switch (gives) {
            case Gives.One<R> one -> one(one, call, handle(call));
            case Gives.Many<?> many -> {
                byte[] page = page(call, many, (Listed<?>) handle(call));
                yield new Reply(200, List.of(), page, told(name(), caller, Map.of()));
            }
            case Gives.Nothing<R> nothing -> {
                handle(call);
                yield new Reply(204, nothing.headers().apply(call), new byte[0], told(name(), caller, Map.of()));
            }
            case Gives.Awaited<R> awaited -> {
                int seconds = call.find(awaited.seconds(), 0);
                yield seconds == 0
                        ? one(awaited.one(), call, handle(call))
                        : new Awaiting<>(this, awaited, call, no).begin(seconds);
            }
            case Gives.Stream<?> stream -> stream(stream, call, no);
        };
    }

    Reply one(Gives.One<R> one, Call call, R result) {
        return new Reply(
                one.status(),
                one.headers().apply(result),
                Json.bytes(1024, out -> one.view()
                        .write(out, result, call.request().base())),
                told(name(), call.caller(), one.tells().apply(result)));
    }

    @SuppressWarnings("unchecked") // an endpoint that gives Stream<E> has a handler that returns Feed<E>
    private <E> Answer stream(Gives.Stream<E> stream, Call call, Function<RuntimeException, Reply> no) {
        return new Streaming<>((Endpoint<Feed<E>>) this, stream, call, no).begin();
    }

    R handle(Call call) {
        return within(call, () -> handler.apply(call));
    }

    // spec Verify 2.8: a Service that is not there is missed before a parameter is found bad, also by the handler
    <T> T within(Call call, Supplier<T> deed) {
        try {
            return deed.get();
        } catch (Refused no) {
            if (no.refusal().status() == Refusal.BAD_REQUEST.status()) {
                within.accept(call);
            }
            throw no;
        }
    }

    @SuppressWarnings("unchecked") // an endpoint that gives Many<T> has a handler that returns Listed<T>
    private <T> byte[] page(Call call, Gives.Many<T> many, Listed<?> listed) {
        Listed<T> page = (Listed<T>) listed;
        int expected = 1024 + ROW * page.rows().rows().size();
        return Json.bytes(expected, out -> call.paging()
                .write(
                        out,
                        call,
                        new Paging.Page<>(many.key(), many.view(), many.id(), page.slice(), page.rows()),
                        filters()));
    }

    private List<Param<?>> filters() {
        return params.stream()
                .filter(p -> p.place() == Param.Place.QUERY)
                .filter(p -> !PAGING.contains(p))
                .toList();
    }

    Reply.Told told(String label, Caller caller, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(caller.told());
        all.putAll(more);
        return new Reply.Told(label, caller.account().text(), 0, all);
    }

    /** Reads every declared parameter, those of the path first. */
    private Call read(Caller caller, Request request, List<String> inPath, Paging paging) {
        @Nullable Object[] values = new Object[params.size()];
        Call call = new Call(caller, request, params, values, paging);
        Complaint wrong = new Complaint();
        int n = 0;
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).place() == Param.Place.PATH) {
                values[i] = wrong.read(params.get(i), List.of(inPath.get(n++)));
            }
        }
        // spec Verify 2.8: a Service that is not there is missed before a parameter is found bad
        if (wrong.words() == null) {
            readRest(request, values, wrong);
        }
        if (wrong.words() != null) {
            within.accept(call);
            throw invalid.refused(wrong.words());
        }
        return call;
    }

    private void readRest(Request request, @Nullable Object[] values, Complaint wrong) {
        Fields query;
        Fields form;
        try {
            query = query(request);
            form = method.equals("POST") ? form(request) : Fields.NONE;
        } catch (Unfit e) {
            wrong.about("the request", e);
            return;
        }
        for (int i = 0; i < params.size() && wrong.words() == null; i++) {
            Param<?> p = params.get(i);
            switch (p.place()) {
                case PATH -> {}
                case QUERY -> values[i] = wrong.read(p, query.all(p.name()));
                case FORM -> values[i] = wrong.read(p, form.all(p.name()));
            }
        }
    }

    static Fields query(Request request) {
        String query = request.query();
        // spec Verify 11 T10: query names are the same in any case
        return query == null ? Fields.NONE : Fields.parse(query, true);
    }

    private static Fields form(Request request) {
        return Fields.parse(new String(request.body(), StandardCharsets.ISO_8859_1), false);
    }

    List<String> segments() {
        return Arrays.asList(path.substring(1).split("/", -1));
    }
}
