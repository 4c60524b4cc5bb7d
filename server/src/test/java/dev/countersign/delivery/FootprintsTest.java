package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Trails;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Slice;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.List;

/** What came of pushes and events is found on the trail of whoever they were about. */
class FootprintsTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    /** What came of what was sent, the first first. */
    private static List<String> trail(Yard yard, Factor factor) {
        return marks(yard, factor, new Mark.Filter(null, null)).stream()
                .filter(m -> m.about().answer() != null)
                .map(m -> m.type().word() + " " + m.about().word() + " "
                        + m.about().number() + " " + m.about().answer())
                .toList();
    }

    private static List<Mark> marks(Yard yard, Factor factor, Mark.Filter filter) {
        Slice all = new Slice(100, null, false, true);
        return new Trails(yard.db).list(factor.person(), filter, all).rows().reversed();
    }

    @EachDatabase
    void aPushThatArrivesIsOneMark(Database database) {
        Yard yard = new Yard(database);
        Dispatcher dispatcher = yard.serving();
        Factor factor = yard.verifiedPhone(1, "t-1");
        yard.world.answer(_ -> new Outcome.Accepted("200"));
        var challenge = yard.ask(factor);
        Yard.quiet(dispatcher);
        assertThat(trail(yard, factor)).containsExactly("challenge.pushed fcm null 200");
        assertThat(marks(yard, factor, new Mark.Filter(factor.sid(), challenge)))
                .extracting(Mark::type)
                .containsExactly(Mark.Type.CHALLENGE_CREATED, Mark.Type.CHALLENGE_PUSHED);
    }

    @EachDatabase
    void aPushIsOneMarkHoweverOftenItWasTriedAndATokenThatIsLostIsAnother(Database database) {
        Yard yard = new Yard(database);
        Dispatcher dispatcher = yard.serving();
        Factor factor = yard.verifiedPhone(1, "t-1");
        yard.world.answer(_ -> new Outcome.Later(null, "503"));
        yard.ask(factor);
        Yard.quiet(dispatcher);
        assertThat(trail(yard, factor)).isEmpty();
        yard.pass(Duration.ofMinutes(6), STEP, dispatcher);
        assertThat(trail(yard, factor)).singleElement().asString().startsWith("challenge.push_failed fcm null ");
        yard.world.answer(_ -> new Outcome.Gone(yard.clock.instant(), "410"));
        yard.ask(factor);
        Yard.quiet(dispatcher);
        assertThat(trail(yard, factor).subList(1, 3))
                .containsExactly("challenge.push_failed fcm null 410", "push_token.lost fcm null 410");
    }

    @EachDatabase
    void aWebhookThatWasToldIsAMarkAndOneThatWasGivenUpIsToo(Database database) {
        Yard yard = new Yard(database);
        Dispatcher dispatcher = yard.serving();
        yard.webhook();
        yard.world.answer(_ -> new Outcome.Accepted("204"));
        Factor factor = yard.phone(1, "t-1");
        Yard.quiet(dispatcher);
        assertThat(trail(yard, factor)).containsExactly("webhook.told factor.created 1 204");
        yard.world.answer(_ -> new Outcome.Rejected("404"));
        yard.token(factor, "t-2");
        Factor other = yard.phone(2, "t-3");
        Yard.quiet(dispatcher);
        assertThat(trail(yard, other)).containsExactly("webhook.told factor.created 0 404");
    }

    @EachDatabase
    void whatIsToldAfterItsEntityWentLeavesNothing(Database database) {
        Yard yard = new Yard(database);
        Dispatcher dispatcher = yard.serving();
        yard.webhook();
        yard.world.answer(_ -> new Outcome.Accepted("204"));
        Factor factor = yard.phone(1, "t-1");
        Yard.quiet(dispatcher);
        long before = Database.rows(yard.db, "trail");
        yard.entities.delete(factor.person());
        Yard.quiet(dispatcher);
        assertThat(Database.rows(yard.db, "trail")).isEqualTo(before);
    }
}
