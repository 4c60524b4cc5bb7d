package dev.countersign.cli;

import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.store.Copied;
import dev.countersign.store.PostgresUrl;
import dev.countersign.store.RecordCopy;
import dev.countersign.store.RecordPlace;
import dev.countersign.store.RecordStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code countersign database …}: looks at the database, brings it up to date, and moves it elsewhere. */
final class DatabaseCommands {
    private DatabaseCommands() {}

    static CommandSpec spec() {
        CommandSpec database = CommandLines.spec("database", "The database in which everything lies.");
        database.addSubcommand(
                "status",
                CommandLines.administrative(DatabaseCommands::status, "Show what the database is like and holds."));
        database.addSubcommand(
                "migrate",
                CommandLines.administrative(
                        DatabaseCommands::migrate, "Bring the schema up to date, as a start of the server would."));
        CommandSpec copy = CommandLines.leaf(
                DatabaseCommands::copy,
                "Move the record of running servers to another database: from a data folder to PostgreSQL, or back."
                        + " May be interrupted and run again.");
        String place = "postgresql://user@host:port/database, or a data folder, or a database file";
        copy.addOption(CommandLines.named("--from", "PLACE", "where the record is: " + place));
        copy.addOption(CommandLines.named("--to", "PLACE", "where it is to be, with nothing in it: " + place));
        copy.addOption(CommandLines.named("--from-password-file", "FILE", "where the source's password is"));
        copy.addOption(CommandLines.named("--to-password-file", "FILE", "where the target's password is"));
        copy.addOption(OptionSpec.builder("--abandon")
                .description("Put the source back to use after a copy was killed, and copy nothing.")
                .build());
        database.addSubcommand("copy", copy);
        return database;
    }

    private static RecordPlace ours(Command.Line line) {
        Settings settings = line.settings();
        DataFolder folder = new DataFolder(settings);
        folder.mustBeThere();
        PostgresUrl shared = settings.database();
        return shared == null ? RecordPlace.of(folder.database()) : RecordPlace.of(shared);
    }

    static int status(Command.Line line) {
        RecordStatus status = ours(line).status(line.given().outside().clock());
        String last = "";
        for (RecordStatus.Fact fact : status.facts()) {
            line.say(String.format(
                    Locale.ROOT, "%-13s %s", fact.label().equals(last) ? "" : fact.label(), fact.value()));
            last = fact.label();
        }
        status.warnings().forEach(warning -> line.say("Warning       " + warning));
        return 0;
    }

    static int migrate(Command.Line line) {
        RecordPlace place = ours(line);
        RecordPlace.Migrated migrated = place.migrate();
        line.say(
                migrated.before() == migrated.after()
                        ? "The database " + place + " is at schema level " + migrated.after() + " already."
                        : "The database " + place + " was at schema level " + migrated.before() + " and is at level "
                                + migrated.after() + " now.");
        return 0;
    }

    static int copy(Command.Line line) throws IOException {
        RecordPlace from = place(line, "from");
        if (line.has("abandon")) {
            RecordCopy.abandon(from);
            line.say("The database " + from + " is in use again; the copy of it stays unfinished.");
            return 0;
        }
        RecordPlace to = place(line, "to");
        CopyScreen screen = new CopyScreen(line);
        Runtime runtime = Runtime.getRuntime();
        Thread hook = new Thread(screen::breakOff, "break-off");
        runtime.addShutdownHook(hook);
        try {
            Copied copied =
                    new RecordCopy(from, to, screen, line.given().outside().nanos()).run();
            screen.clear();
            tell(line, copied, from, to);
            return 0;
        } catch (CopyScreen.BrokenOff e) {
            throw new IllegalArgumentException(
                    "The copy was broken off; " + from + " goes on as before, and running it again takes it up.", e);
        } finally {
            screen.over();
        }
    }

    private static void tell(Command.Line line, Copied copied, RecordPlace from, RecordPlace to) {
        line.say(String.format(Locale.ROOT, "%-20s %12s  %s", "Table", "Rows", "Checksum"));
        for (Copied.Table table : copied.tables()) {
            line.say(String.format(Locale.ROOT, "%-20s %12d  %s", table.name(), table.rows(), table.checksum()));
        }
        line.say("The record is in " + to + " now: " + copied.rows() + " rows, counted and summed up alike on both"
                + " sides after " + copied.passes() + " passes.");
        line.say(String.format(
                Locale.ROOT,
                "For %.3f s no writes were taken; from now on no server may use %s.",
                copied.window().toNanos() / 1e9,
                from));
        line.say("Next: start the servers with " + to.setting() + ". The master key stays where it is, and each server"
                + " must be given it.");
    }

    private static RecordPlace place(Command.Line line, String option) throws IOException {
        @Nullable String text = line.option(option);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("Say --" + option + " with a database.");
        }
        if (!text.contains("://")) {
            return RecordPlace.of(Path.of(text));
        }
        PostgresUrl url;
        try {
            url = PostgresUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The place --" + option + " is no good: " + e.getMessage() + ".", e);
        }
        @Nullable String file = line.option(option + "-password-file");
        return RecordPlace.of(
                file == null
                        ? url
                        : url.password(Files.readString(Path.of(file)).strip()));
    }
}
