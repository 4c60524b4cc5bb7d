package dev.countersign.benchmark;

import dev.countersign.domain.PushConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The tools of the benchmark, one a word; {@code ./bench} is who calls them. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "seed" ->
                new Seeding(Path.of(args[1]), Path.of(args[2]))
                        .run(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "seed-phones" ->
                new Seeding(Path.of(args[1]), Path.of(args[2]))
                        .phones(
                                Integer.parseInt(args[3]),
                                PushConfig.Platform.valueOf(args[4].toUpperCase(Locale.ROOT)));
            case "seed-events" ->
                new Seeding(Path.of(args[1]), Path.of(args[2]))
                        .events(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "echo" -> BareEcho.serve(Integer.parseInt(args[1]), Path.of(args[2]));
            case "insert" ->
                new BareInsert(Path.of(args[1]), Integer.parseInt(args[2])).run(seconds(args[3]), seconds(args[4]));
            case "ask" -> new Asking(Integer.parseInt(args[1]), Path.of(args[2])).run(Integer.parseInt(args[3]));
            case "approve" ->
                new Approving(Integer.parseInt(args[1]), Path.of(args[2]))
                        .run(seconds(args[3]), Integer.parseInt(args[4]));
            case "verify" -> new BareVerify().run(seconds(args[1]), seconds(args[2]));
            case "ready" ->
                ReadyTimes.measure(
                        Integer.parseInt(args[1]), Integer.parseInt(args[2]), Path.of(args[3]), from(4, args));
            case "receive" -> new Receiving(Integer.parseInt(args[1])).run(from(2, args));
            case "post" -> Posting.run(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            case "release" -> StoredRows.release(Path.of(args[1]), Integer.parseInt(args[2]));
            case "owed" -> System.out.println(StoredRows.owed(Path.of(args[1])));
            case "hold" -> StoredRows.hold(Path.of(args[1]));
            case "memory" -> System.out.println(Memory.of(Long.parseLong(args[1])));
            case "wait" ->
                new Waiting(
                                Integer.parseInt(args[1]),
                                Integer.parseInt(args[2]),
                                Long.parseLong(args[3]),
                                Path.of(args[4]))
                        .run(Integer.parseInt(args[5]), Integer.parseInt(args[6]), seconds(args[7]));
            case "answers" -> System.out.println(StoredRows.answers(Path.of(args[1])));
            case "count" -> System.out.println(StoredRows.count(Path.of(args[1])));
            case "trim" -> StoredRows.trim(Path.of(args[1]), Long.parseLong(args[2]));
            case "profile" -> Hotness.print(Path.of(args[1]), Integer.parseInt(args[2]));
            default -> throw new IllegalArgumentException("there is no tool called " + args[0]);
        }
        System.exit(0);
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static List<String> from(int first, String[] args) {
        return Arrays.asList(args).subList(first, args.length);
    }
}
