package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import java.util.List;

/** Comes in with Basic credentials, and with nothing that a browser adds by itself. */
record BasicEntrance(Guard guard) implements Entrance {
    private static final List<Reply.Header> INVITATION =
            List.of(new Reply.Header("WWW-Authenticate", "Basic realm=\"Countersign\", charset=\"UTF-8\""));

    @Override
    public Caller admit(Request request, Guard.Way way) {
        Basic credentials = Basic.parse(request.authorization());
        if (credentials == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return guard.admit(credentials.user(), credentials.password(), way);
    }

    @Override
    public boolean knownByHead(Request head) {
        return true;
    }

    @Override
    public String claimed(Request request) {
        Basic credentials = Basic.parse(request.authorization());
        return credentials == null ? "" : credentials.user();
    }

    @Override
    public List<Reply.Header> invitation() {
        return INVITATION;
    }

    @Override
    public boolean opensToAnyPage() {
        return true;
    }
}
