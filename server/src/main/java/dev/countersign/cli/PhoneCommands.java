package dev.countersign.cli;

import static dev.countersign.cli.CommandLines.leaf;
import static dev.countersign.cli.CommandLines.named;
import static dev.countersign.cli.CommandLines.needed;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.ChallengeList;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Invitation;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.Push;
import dev.countersign.phone.Refused;
import dev.countersign.phone.Unusable;
import dev.countersign.phone.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code countersign phone …}: a phone in a file, which knows the server only as any phone does. */
final class PhoneCommands {
    /** The environment variable that carries an access token past the list of processes. */
    private static final String TOKEN = "COUNTERSIGN_PHONE_TOKEN";

    private static final String LATEST = "latest";
    private static final int SHOWN = 50;

    private PhoneCommands() {}

    static CommandSpec spec() {
        CommandSpec enroll = phone(PhoneCommands::enroll, "Become somebody's push factor.");
        enroll.addOption(named("--url", "URL", "the server's base URL"));
        enroll.addOption(named("--service", "SID", "the Service to enrol with"));
        enroll.addOption(named("--identity", "IDENTITY", "whose phone it is"));
        enroll.addOption(named(
                "--token",
                "TOKEN",
                "the access token; \"-\" reads it from standard input, and without this flag it is taken from "
                        + TOKEN));
        enroll.addOption(named("--backend", "URL", "a backend to ask for Service and token, as the sample apps do"));
        enroll.addOption(named("--name", "NAME", "what the phone is called"));
        CommandSpec list = phone(with(PhoneCommands::list), "List its challenges, the latest first.");
        list.addOption(named("--status", "STATUS", "pending, approved, denied or expired only"));
        CommandSpec phone =
                CommandLines.spec("phone", "A phone that is kept in a file: a push factor to try things with.");
        phone.addSubcommand("enroll", enroll);
        phone.addSubcommand("list", list);
        phone.addSubcommand(
                "listen", phone(with(PhoneCommands::listen), "Print each challenge as it is made, until stopped."));
        phone.addSubcommand("show", on(with(PhoneCommands::show), "Show what a challenge asks."));
        phone.addSubcommand(
                "approve", on(with(PhoneCommands::approve), "Approve a challenge with the phone's signature."));
        phone.addSubcommand("deny", on(with(PhoneCommands::deny), "Deny a challenge with the phone's signature."));
        phone.addSubcommand("remove", phone(with(PhoneCommands::remove), "Remove the factor, and the file with it."));
        return phone;
    }

    private static CommandSpec phone(Command command, String description) {
        CommandSpec spec = leaf(command, description);
        spec.addOption(named("--phone", "FILE", "where the phone is kept; " + PhoneFile.USUAL + " where not set"));
        spec.addOption(named("--ca", "FILE", "trust the certificates in this PEM file, and no others"));
        return spec;
    }

    private static CommandSpec on(Command command, String description) {
        CommandSpec spec = phone(command, description);
        spec.addPositional(needed("SID|" + LATEST));
        return spec;
    }

    private static int enroll(Command.Line line) throws Exception {
        PhoneFile file = PhoneFile.of(line);
        file.mustBeFree();
        String name = line.option("name");
        Handset handset = new Handset(
                Habits.PLAIN,
                name == null ? "Countersign's phone" : name,
                "dev.countersign.phone",
                Push.NONE,
                Map.of());
        URI server = url("url", said(line, "url"));
        String identity = said(line, "identity");
        String backend = line.option("backend");
        Phone phone = said(() -> {
            World world = file.world();
            if (backend == null) {
                Place place = new Place(server, said(line, "service"), identity);
                return Phone.enrol(world, handset, place, token(line));
            }
            Invitation invitation = Invitation.from(world.transport(), url("backend", backend), identity);
            return Phone.enrol(world, handset, invitation.on(server), invitation.token());
        });
        file.keep(phone);
        line.say("Factor SID    " + plain(phone.factor().sid()));
        line.say("Status        " + (phone.factor().verified() ? "verified" : "unverified"));
        line.say("Kept in       " + file);
        return 0;
    }

    private static String said(Command.Line line, String name) {
        String value = line.option(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("Say --" + name + "; see \"countersign phone enroll --help\".");
        }
        return value;
    }

    private static URI url(String name, String text) {
        String wrong = "Say --" + name + " with http:// or https:// and a host.";
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong, e);
        }
        throw new IllegalArgumentException(wrong);
    }

    private static String token(Command.Line line) throws IOException {
        String given = line.option("token");
        String token = given == null ? line.environment().get(TOKEN) : given.equals("-") ? firstLine(line) : given;
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("Give the access token by --token, or in " + TOKEN + ".");
        }
        return token.strip();
    }

    private static @Nullable String firstLine(Command.Line line) throws IOException {
        return new BufferedReader(new InputStreamReader(line.in(), StandardCharsets.UTF_8)).readLine();
    }

    private static int list(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        ChallengeList.Asked asked =
                new ChallengeList.Asked(status(line.option("status")), ChallengeList.Order.DESC, SHOWN, null);
        ChallengeList list = phone.list(asked);
        if (list.challenges().isEmpty()) {
            line.say("There are no challenges.");
            return 0;
        }
        line.say("SID                                 STATUS    LEFT    MESSAGE");
        for (Challenge c : list.challenges()) {
            line.say(row(c, phone));
        }
        if (list.next() != null) {
            line.say("There are more; these are the latest " + SHOWN + ".");
        }
        return 0;
    }

    private static String row(Challenge c, Phone phone) {
        return String.format(
                Locale.ROOT,
                "%-34s  %-8s  %-6s  %s",
                plain(c.sid()),
                c.status().word(),
                left(c, phone),
                plain(c.details().message()));
    }

    private static int listen(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        new PhoneListener(phone, line, c -> row(c, phone)).listen();
        return 0;
    }

    private static @Nullable Status status(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(Status.values())
                .filter(s -> s.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Say --status with pending, approved, denied or expired."));
    }

    private static int show(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        Challenge c = phone.show(sid(phone, line));
        line.say("Challenge     " + plain(c.sid()));
        line.say("Status        " + c.status().word());
        line.say("Message       " + plain(c.details().message()));
        c.details().fields().forEach(f -> line.say("  " + plain(f.label()) + ": " + plain(f.value())));
        if (c.hidden() != null) {
            line.say("Hidden");
            c.hidden().forEach((name, value) -> line.say("  " + plain(name) + ": " + plain(value)));
        }
        line.say("For           " + plain(phone.place().identity()) + ", by "
                + phone.place().server());
        line.say("Expires       " + c.expires() + (c.status() == Status.PENDING ? ", in " + left(c, phone) : ""));
        return 0;
    }

    private static int approve(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        Challenge c = phone.approve(sid(phone, line));
        line.say(plain(c.sid()) + " is approved: " + plain(c.details().message()));
        return 0;
    }

    private static int deny(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        Challenge c = phone.deny(sid(phone, line));
        line.say(plain(c.sid()) + " is denied: " + plain(c.details().message()));
        return 0;
    }

    private static int remove(PhoneFile file, Phone phone, Command.Line line) throws Exception {
        phone.remove();
        file.delete();
        line.say(plain(phone.factor().sid()) + " is removed, and " + file + " with it.");
        return 0;
    }

    private static String sid(Phone phone, Command.Line line) throws IOException, InterruptedException {
        if (!line.argument(0).equals(LATEST)) {
            return line.argument(0);
        }
        List<Challenge> pending = phone.list(ChallengeList.Asked.LATEST_PENDING).challenges();
        if (pending.isEmpty()) {
            throw new IllegalArgumentException("There is no pending challenge.");
        }
        return pending.getFirst().sid();
    }

    private static String left(Challenge challenge, Phone phone) {
        if (challenge.status() != Status.PENDING) {
            return "-";
        }
        long seconds = Math.max(
                0, Duration.between(phone.line().now(), challenge.expires()).toSeconds());
        return seconds / 60 + "m" + seconds % 60 + "s";
    }

    /** Text from a server, harmless to a terminal. */
    private static String plain(String text) {
        // The general category: the class Cntrl ends at ASCII, and U+009B begins a command as well as ESC [ does.
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }

    /** What a command does with the phone in its file. */
    @FunctionalInterface
    private interface Deed {
        int with(PhoneFile file, Phone phone, Command.Line line) throws Exception;
    }

    private static Command with(Deed deed) {
        return line -> {
            PhoneFile file = PhoneFile.of(line);
            Phone phone = file.open();
            String before = phone.keep();
            try {
                return said(() -> deed.with(file, phone, line));
            } finally {
                file.keep(phone, before);
            }
        };
    }

    /** What a phone cannot do, in one sentence. */
    private static <T> T said(Callable<T> deed) throws Exception {
        try {
            return deed.call();
        } catch (Refused e) {
            String error = e.code() == 0 ? "" : ", error " + e.code();
            throw new IOException(
                    "The server refused: " + plain(e.reason()) + " (HTTP " + e.status() + error + ").", e);
        } catch (Unusable e) {
            throw new IOException("The phone gave up: " + plain(String.valueOf(e.getMessage())) + ".", e);
        }
    }
}
