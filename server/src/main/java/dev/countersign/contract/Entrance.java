package dev.countersign.contract;

import dev.countersign.domain.Caller;
import java.util.List;

/** One way of coming in: how whoever sends a request shows who they are, and what is said to those who do not. */
sealed interface Entrance permits BasicEntrance, SessionEntrance {
    /** Who sends it; refuses where that is nobody, or somebody who may not ask now. */
    Caller admit(Request request, Guard.Way way);

    /** Whether the head alone says who sends it; refuses already where that will not do whatever follows. */
    boolean knownByHead(Request head);

    /** The name they claim to have, which they may have made up; empty where they claim none. */
    String claimed(Request request);

    /** What goes with a 401. */
    List<Reply.Header> invitation();

    /** Whether pages of any origin may ask here, with what they know themselves. */
    boolean opensToAnyPage();
}
