package dev.countersign.cli;

import dev.countersign.Countersign;
import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.core.WrongMasterKey;
import dev.countersign.crypto.MasterKey;
import dev.countersign.store.Holdings;
import dev.countersign.store.Schema;
import dev.countersign.store.SqliteBackup;
import dev.countersign.store.SqliteRestore;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code countersign backup}, beside a running server or without one, and {@code countersign restore}, without. */
final class BackupCommands {
    private BackupCommands() {}

    static int backup(Command.Line line) throws IOException {
        DataFolder folder = new DataFolder(mustBeFile(line.settings()));
        folder.mustBeThere();
        Path to = file(line, "to");
        LongSupplier nanos = line.given().outside().nanos();
        long begun = nanos.getAsLong();
        try (FileLock _ = folder.lockBackup()) {
            Holdings made = SqliteBackup.make(folder.database(), to, Schema.OURS);
            line.say("Backup        " + to);
            line.say("Size          " + Files.size(to) + " bytes");
            line.say("Rows          " + rows(made));
            line.say("Took          " + seconds(nanos.getAsLong() - begun) + ", and was read through");
            line.say("The master key is not in it: keep a copy of that apart. Without it no secret in the backup can be"
                    + " opened again.");
        }
        return 0;
    }

    static int restore(Command.Line line) throws IOException {
        DataFolder folder = new DataFolder(mustBeFile(line.settings()));
        Path from = file(line, "from");
        MasterKey key = folder.masterKeyAtHand();
        LongSupplier nanos = line.given().outside().nanos();
        long begun = nanos.getAsLong();
        folder.create();
        try (FileLock _ = folder.lockOutServers();
                FileLock _ = folder.lockMasterKey();
                SqliteRestore restore = SqliteRestore.stage(from, folder.database(), Schema.OURS)) {
            tryOut(restore.staged(), key, from, line);
            Path aside = restore.place(line.given().outside().clock().instant());
            line.say("Restored      " + from);
            line.say("Rows          " + rows(restore.holdings()));
            line.say("Took          " + seconds(nanos.getAsLong() - begun) + ", and the master key at hand opens it");
            if (aside != null) {
                line.say("Put aside     " + aside);
            }
            line.say("Start the server with \"countersign serve\".");
        }
        return 0;
    }

    private static Settings mustBeFile(Settings settings) {
        if (settings.find(Settings.DATABASE) != null) {
            throw new IllegalArgumentException("The database is PostgreSQL's: back it up and restore it with its own"
                    + " tools, pg_dump or pgBackRest; this command is for the embedded one.");
        }
        return settings;
    }

    private static void tryOut(Path staged, MasterKey key, Path from, Command.Line line) {
        try {
            Countersign.tryOut(staged, key, line.given());
        } catch (WrongMasterKey e) {
            throw new IllegalArgumentException(
                    "The master key at hand does not open " + from + ": give the one it was made with.", e);
        }
    }

    private static Path file(Command.Line line, String option) {
        @Nullable String file = line.option(option);
        if (file == null || file.isBlank()) {
            throw new IllegalArgumentException("Say --" + option + " with a file.");
        }
        return Path.of(file);
    }

    private static String rows(Holdings holdings) {
        return holdings.total() + " in " + holdings.rows().size() + " tables, schema level " + holdings.level();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
