package dev.countersign.cli;

import dev.countersign.Countersign;
import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.core.MasterKeys;
import dev.countersign.crypto.MasterKey;
import dev.countersign.store.Db;
import java.io.IOException;
import java.nio.channels.FileLock;

/** {@code countersign master-key …}: beside a running server or without one. */
final class MasterKeyCommands {
    /** The environment variable that carries the next key where we do not keep the present one ourselves. */
    private static final String NEXT = "COUNTERSIGN_NEXT_MASTER_KEY";

    private MasterKeyCommands() {}

    static int rotate(Command.Line line) throws IOException, InterruptedException {
        Settings settings = line.settings();
        DataFolder folder = new DataFolder(settings);
        folder.mustBeThere();
        try (FileLock _ = folder.lockMasterKey();
                Countersign countersign = new Countersign(settings, line.given())) {
            MasterKey now = folder.masterKeyAtHand();
            MasterKey next =
                    folder.keepsMasterKey() ? MasterKey.draw(line.given().secrets()) : next(line);
            MasterKeys keys = countersign.masterKeys();
            keys.admit(now, next);
            if (folder.keepsMasterKey()) {
                folder.keepMasterKey(next);
            }
            if (settings.find(Settings.DATABASE) != null) {
                line.tell(
                        "Waiting until everything is written that other servers are just sealing with the old key...");
                Thread.sleep(Db.LONGEST_UNIT);
            }
            int sealed = keys.reseal();
            if (folder.keepsMasterKey()) {
                keys.retire(next);
                line.say("The master key is changed; " + sealed + " secrets are sealed anew.");
            } else {
                line.say("The next master key is admitted; " + sealed + " secrets are sealed anew. Give it to every"
                        + " server, restart them, then run \"countersign master-key retire\" with it.");
            }
        }
        return 0;
    }

    private static MasterKey next(Command.Line line) {
        String text = line.environment().get(NEXT);
        if (text == null) {
            throw new IllegalArgumentException(
                    "The master key is not kept in a file of ours: give the next one in " + NEXT + ".");
        }
        return MasterKey.parse(text);
    }

    static int retire(Command.Line line) throws IOException {
        Settings settings = line.settings();
        DataFolder folder = new DataFolder(settings);
        folder.mustBeThere();
        try (FileLock _ = folder.lockMasterKey();
                Countersign countersign = new Countersign(settings, line.given())) {
            MasterKeys keys = countersign.masterKeys();
            keys.reseal();
            keys.retire(folder.masterKeyAtHand());
            line.say("Only the present master key opens this database now.");
        }
        return 0;
    }
}
