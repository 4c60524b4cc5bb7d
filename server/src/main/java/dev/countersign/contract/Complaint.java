package dev.countersign.contract;

import dev.countersign.domain.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first complaint about a parameter, kept until it is known that nothing weightier is wrong. */
final class Complaint {
    private @Nullable String words;

    /** Null where there is none. */
    @Nullable
    String words() {
        return words;
    }

    void about(String what, Unfit e) {
        if (words == null) {
            words = what + " " + e.words();
        }
    }

    @Nullable
    Object read(Param<?> param, List<String> raw) {
        try {
            return param.read(raw);
        } catch (Unfit e) {
            if (param.place() == Param.Place.PATH && param.need() != Param.Need.SPELT) {
                throw Refusal.NOT_FOUND.refused();
            }
            about(param.name(), e);
            return null;
        }
    }
}
