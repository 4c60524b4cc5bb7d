package dev.countersign.house;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The plan of a house, and its judgement over compiled classes. Judged is what stands in the bytecode, so neither a method
 * reference nor an annotation nor a generic signature slips by.
 */
public final class Plan {
    private static final String OURS = "dev.countersign.";
    private static final String OWN_CLOCK = OURS + "Main";

    private static final Pattern BAD_NAME =
            Pattern.compile(".*(Utils?|Helper|Manager|Impl|Dto|Mapper)|(?!(New)?(Service|Entity)$).+(Service|Entity)");

    /** Calls that read a clock or draw a number, as {@code class.method(parameters)}. */
    private static final List<Pattern> CLOCKS_AND_CHANCE = List.of(
            calls("java.time.[\\w.]+\\.(now|dateNow)\\((?!.*(Clock|InstantSource);)"),
            calls("java.time.Clock\\.(system|tick).*"),
            calls("java.time.InstantSource\\.system\\("),
            calls("java.lang.System\\.(currentTimeMillis|nanoTime)\\("),
            calls("java.util.(Date|GregorianCalendar)\\.<init>\\(\\)"),
            calls("java.util.Calendar\\.getInstance\\("),
            calls("java.util.Timer\\."),
            calls("java.lang.(Strict)?Math\\.random\\("),
            calls("java.util.UUID\\.randomUUID\\("),
            calls("java.util.(Random|SplittableRandom)\\.<init>\\(\\)"),
            calls("java.util.concurrent.ThreadLocalRandom\\."),
            calls("java.security.SecureRandom\\.(<init>|getInstance)"),
            calls("java.util.random.RandomGenerator\\.(getDefault|of)\\("),
            calls("java.util.random.RandomGeneratorFactory\\."),
            calls("java.util.Collections\\.shuffle\\(Ljava.util.List;\\)"));

    private final Map<String, Room> rooms;

    private Plan(Map<String, Room> rooms) {
        this.rooms = rooms;
    }

    public static Plan of(Room... rooms) {
        return new Plan(List.of(rooms).stream().collect(Collectors.toUnmodifiableMap(Room::name, Function.identity())));
    }

    /** Every breach in these classes, one a line. */
    public SortedSet<String> breaches(List<BuiltClass> classes) {
        SortedSet<String> breaches = new TreeSet<>();
        for (BuiltClass built : classes) {
            String name = built.name().replaceFirst("^" + Pattern.quote(OURS), "");
            Room room = rooms.get(roomOf(name));
            if (room == null || name.equals(built.name())) {
                breaches.add(name + " is in a room that the plan does not have");
                continue;
            }
            for (String seen : built.classesSeen()) {
                boolean ours = seen.startsWith(OURS);
                if (ours ? !room.maySee(seen.substring(OURS.length())) : !room.mayUse(seen)) {
                    breaches.add(name + " looks into " + seen);
                }
            }
            if (!built.name().equals(OWN_CLOCK) && !built.name().startsWith(OWN_CLOCK + "$")) {
                built.methodsCalled().stream()
                        .filter(call -> CLOCKS_AND_CHANCE.stream()
                                .anyMatch(p -> p.matcher(call).lookingAt()))
                        .forEach(call -> breaches.add(name + " takes time or chance by itself: " + call));
            }
            if (BAD_NAME.matcher(built.simpleName()).matches()) {
                breaches.add(name + " has a name that says nothing");
            }
        }
        return breaches;
    }

    /** The room of a class of ours, whose name comes without the leading {@code dev.countersign.}: the root's is empty. */
    static String roomOf(String name) {
        int end = name.lastIndexOf('.');
        return end < 0 ? "" : name.substring(0, end);
    }

    private static Pattern calls(String pattern) {
        return Pattern.compile(pattern.replace("java.", "java\\.").replace("util.", "util\\."));
    }
}
