package dev.countersign.delivery;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.store.TrailTable;
import dev.countersign.store.Tx;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What came of a row of the outbox, on the trail of whoever it is about: written with what closes the row. */
final class Footprints {
    private static final Pattern CHALLENGE = Pattern.compile("(?:^|&)challenge_sid=(YC[0-9a-f]{32})(?:&|$)");

    private Footprints() {}

    /** @param reached whether it was taken over there */
    static void leave(Tx tx, Owed owed, boolean reached, String answer) {
        switch (owed.matter()) {
            case Matter.Ring ring ->
                leave(
                        tx,
                        owed,
                        reached ? Mark.Type.CHALLENGE_PUSHED : Mark.Type.CHALLENGE_PUSH_FAILED,
                        ring.challenge(),
                        Mark.About.push(ring.to().platform(), answer));
            case Matter.Tell tell ->
                leave(
                        tx,
                        owed,
                        Mark.Type.WEBHOOK_TOLD,
                        challenge(tell),
                        Mark.About.told(tell.webhook(), tell.type(), reached, answer));
        }
    }

    /** The token of a device turned out to reach nobody. */
    static void lost(Tx tx, Owed owed, Matter.Ring ring, String answer) {
        leave(
                tx,
                owed,
                Mark.Type.PUSH_TOKEN_LOST,
                ring.challenge(),
                Mark.About.push(ring.to().platform(), answer));
    }

    private static void leave(Tx tx, Owed owed, Mark.Type type, @Nullable ChallengeSid challenge, Mark.About about) {
        Mark mark = new Mark(Mark.name(tx.now(), type, owed.key().sid(), 0), type, owed.factor(), challenge, about);
        new TrailTable(tx).addIfThere(owed.key().person(), mark);
    }

    /** The form that is told names the challenge; it is kept nowhere beside it. */
    private static @Nullable ChallengeSid challenge(Matter.Tell tell) {
        Matcher matcher = CHALLENGE.matcher(tell.body());
        return matcher.find() ? ChallengeSid.parse(matcher.group(1)) : null;
    }
}
