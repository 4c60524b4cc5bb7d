package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request whose every declared parameter has been read and found good, and who asks. */
public final class Call {
    private final Caller caller;
    private final Request request;
    private final List<Param<?>> params;
    private final @Nullable Object[] values;
    private final Paging paging;

    Call(Caller caller, Request request, List<Param<?>> params, @Nullable Object[] values, Paging paging) {
        this.caller = caller;
        this.request = request;
        this.params = params;
        this.values = values;
        this.paging = paging;
    }

    public Caller caller() {
        return caller;
    }

    /** The cookie that keeps a session, for whoever asks. */
    public SessionCookie cookie() {
        return new SessionCookie(request.base());
    }

    /** What the cookie of whoever asks holds already; null where there is none. */
    public @Nullable String held() {
        return cookie().find(request.sender().cookies());
    }

    Request request() {
        return request;
    }

    Paging paging() {
        return paging;
    }

    /** The value of a required parameter. */
    public <T> T get(Param<T> param) {
        T value = find(param);
        if (value == null) {
            throw new IllegalStateException(param.name() + " is not required, and was not sent");
        }
        return value;
    }

    /** The value of a parameter that others make required; a bad request where it was not sent. */
    public <T> T need(Param<T> param) {
        T value = find(param);
        if (value == null) {
            throw Refusal.INVALID_PARAMETER.refused(param.name() + " is required");
        }
        return value;
    }

    /** The value of an optional parameter; null where it was not sent. */
    @SuppressWarnings("unchecked") // under each Param<T> lies what its own shape read
    public <T> @Nullable T find(Param<T> param) {
        return (T) values[place(param)];
    }

    /** The value of an optional parameter, or {@code otherwise}. */
    public <T> T find(Param<T> param, T otherwise) {
        T value = find(param);
        return value == null ? otherwise : value;
    }

    /** Every value of a repeated parameter. */
    @SuppressWarnings("unchecked") // under a repeated Param<T> lies a list of what its shape read
    public <T> List<T> all(Param<T> param) {
        return (List<T>) java.util.Objects.requireNonNull(values[place(param)]);
    }

    private int place(Param<?> param) {
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).equals(param)) {
                return i;
            }
        }
        throw new IllegalStateException(param.name() + " is not among this endpoint's parameters");
    }
}
