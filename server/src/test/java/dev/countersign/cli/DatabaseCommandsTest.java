package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of a database, and of moving it. */
class DatabaseCommandsTest {
    @TempDir
    Path dir;

    private Path data;
    private Terminal terminal;
    private String database;

    @BeforeEach
    void sitDown() throws Exception {
        data = Files.createDirectory(dir.resolve("data"));
        terminal = Terminal.withRecord(data);
        database = Postgres.shared().create();
    }

    @AfterEach
    void standUp() {
        terminal.close();
        Postgres.shared().drop(database);
    }

    private String url() {
        return Postgres.shared().url(database);
    }

    private String withPassword() {
        return url().replace("postgres@", "postgres:hush@");
    }

    @Test
    void theStateOfAFileIsShown() {
        terminal.fine("account create --name acme");
        String said = terminal.fine("database status").out();
        assertThat(said)
                .startsWith("Database      " + data.resolve("countersign.db") + "\nEngine        SQLite 3.")
                .contains("\nSchema        level 6, for servers that know level 3 or later; this one knows level 6\n")
                .contains("\nIn use        yes\n")
                .contains("\nRows          access_token 0\n              account 1\n")
                .containsPattern("\nSize +\\d+\\.\\d MB\n");
    }

    @Test
    void theStateOfAPostgresServerIsShownWithWhatIsWrongWithIt() {
        terminal.environment.put("COUNTERSIGN_DATABASE", withPassword());
        assertThat(terminal.fine("database status").out()).contains("\nSchema        none: nothing is in it yet\n");
        assertThat(terminal.fine("database migrate").out())
                .isEqualTo("The database " + url() + " was at schema level 0 and is at level 6 now.\n");
        assertThat(terminal.fine("database migrate").out())
                .isEqualTo("The database " + url() + " is at schema level 6 already.\n");
        String said = terminal.fine("database status").out();
        assertThat(said)
                .startsWith("Database      " + url() + "\nEngine        PostgreSQL 15.")
                .contains("\nPrimary       yes\n")
                .contains("\nIsolation     read committed\n")
                .contains("\nDurability    synchronous_commit off, fsync off, full_page_writes off\n")
                .contains("\nWarning       fsync is off: ")
                .contains("\nWarning       full_page_writes is off: ")
                .contains("\nWarning       synchronous_commit is off: ")
                .containsPattern("\nConnections +0 of servers, of 300 ")
                .containsPattern("\nClock +\\d+ ms (ahead of|behind) this machine's\n")
                .doesNotContain("hush");
    }

    @Test
    void aRecordIsMovedToPostgresAndBack() throws Exception {
        String account = terminal.fine("account create --name acme").after("Account SID");

        Terminal.Told there = terminal.run("database copy --from " + data + " --to " + withPassword());

        assertThat(there.code()).as(there.toString()).isZero();
        assertThat(there.err())
                .startsWith("Copying, pass 1: ")
                .contains("\nLast pass, no writes are taken: ")
                .contains("\nVerifying: ");
        assertThat(there.out())
                .containsPattern("\naccount +1  [0-9a-f]{16}\n")
                .contains("\nThe record is in " + url() + " now: ")
                .containsPattern("\nFor \\d+\\.\\d{3} s no writes were taken; ")
                .contains("\nNext: start the servers with --database " + url() + ". The master key stays");
        assertThat(there.out() + there.err()).doesNotContain("hush");
        assertThat(terminal.refused("account list"))
                .isEqualTo(
                        "countersign: The database " + data.resolve("countersign.db") + " was moved to " + url() + ".");
        assertThat(terminal.fine("database status").out()).contains("\nIn use        no: it was moved to " + url());
        terminal.environment.put("COUNTERSIGN_DATABASE", withPassword());
        assertThat(terminal.fine("account list").out()).contains(account);

        Path folder = Files.createDirectory(dir.resolve("again"));
        Terminal.Told back = terminal.run("database copy --from " + withPassword() + " --to " + folder);
        assertThat(back.code()).as(back.toString()).isZero();
        assertThat(back.out()).contains("\nNext: start the servers with --data " + folder + ". ");
        terminal.environment.remove("COUNTERSIGN_DATABASE");
        Files.copy(data.resolve("master.key"), folder.resolve("master.key"));
        terminal.environment.put("COUNTERSIGN_DATA", folder.toString());
        assertThat(terminal.fine("account list").out()).contains(account);
    }

    @Test
    void whatCannotBeMovedIsRefusedInOneSentenceWithoutThePassword() throws Exception {
        Path password = Files.writeString(dir.resolve("password"), "hush\n");
        String nobody = "postgresql://postgres:hush@127.0.0.1:1/nothing";
        for (String line : List.of(
                "database copy",
                "database copy --from " + data,
                "database copy --from " + dir.resolve("nowhere") + " --to " + url(),
                "database copy --from " + data + " --to " + nobody,
                "database copy --from " + nobody + " --to " + data,
                "database copy --from " + data + " --to postgresql://postgres:hush@127.0.0.1/",
                "database copy --from " + url() + " --from-password-file " + password + " --to " + data,
                "database copy --abandon --from " + data,
                "database copy --abandon --from " + nobody)) {
            assertThat(terminal.refused(line))
                    .as(line)
                    .startsWith("countersign: ")
                    .doesNotContain("hush");
        }
        terminal.fine("account list");
    }
}
