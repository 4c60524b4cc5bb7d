package dev.countersign.core;

import dev.countersign.crypto.Digests;
import dev.countersign.crypto.Draw;
import dev.countersign.crypto.Mac256;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Caller.BySession;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Sid;
import dev.countersign.store.ConsoleSessionTable;
import dev.countersign.store.ConsoleSessionTable.Stored;
import dev.countersign.store.Db;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in to the console. A session is a row, looked for at every request, so that signing out ends it on every
 * server at once; and it stands only while what its sign-in showed does, so that a revoked key or token ends it, too.
 */
public final class ConsoleSessions {
    private final Db db;
    private final Callers callers;
    private final Mac256 proofs;
    private final RandomGenerator random;
    private final SignInAttempts attempts;

    /**
     * @param proofs makes what a page shows beside its cookie; the same on every server
     * @param nanos a stopwatch
     */
    public ConsoleSessions(Db db, Callers callers, Mac256 proofs, RandomGenerator random, LongSupplier nanos) {
        this.db = db;
        this.callers = callers;
        this.proofs = proofs;
        this.random = random;
        this.attempts = new SignInAttempts(nanos);
    }

    /**
     * A session, and what its page must show with whatever changes something.
     *
     * @param secret what its cookie holds, the one time it can be seen; empty later
     */
    public record Opened(ConsoleSession session, String proof, String secret) {}

    /** Refuses an address that has tried too often. */
    public void mustBeWelcome(String address) {
        attempts.mustHaveSome(address);
    }

    /** Who that is; refuses nobody, and whoever has been wrong too often. */
    public Caller signIn(String user, String password, String address) {
        // Taken beforehand and given back: many at once are not to be looked at together.
        attempts.take(address);
        boolean wrong = false;
        try {
            return callers.admitBackend(user, password);
        } catch (Refused no) {
            wrong = no.refusal() == Refusal.UNAUTHENTICATED;
            throw no;
        } finally {
            if (!wrong) {
                attempts.giveBack(address);
            }
        }
    }

    /**
     * Begins a session for somebody who has just been let in with that password.
     *
     * @param before what their cookie held, which nobody holds from now on: the session that it was for ends, whosever it was
     */
    // spec OWASP ASVS 7.2.4: whoever signs in gets a new session, and the one before is over
    public Opened open(Caller caller, String password, @Nullable String before) {
        String secret = Draw.apiSecret(random);
        ApiKeySid key = caller instanceof Caller.ByKey(AccountSid _, ApiKeySid sid) ? sid : null;
        ConsoleSession opened = db.write(tx -> {
            ConsoleSessionTable table = new ConsoleSessionTable(tx);
            if (before != null) {
                table.remove(id(before));
            }
            table.leave(caller.account(), ConsoleSession.MOST - 1);
            ConsoleSession session = new ConsoleSession(id(secret), caller.account(), key, tx.now(), tx.now());
            table.add(session, Accounts.hash(password));
            return session;
        });
        return new Opened(opened, proof(opened.id()), secret);
    }

    /** Who holds a cookie with that in it; refuses where that is nobody, or nobody any more. */
    public BySession admit(String secret) {
        Stored stored = db.<@Nullable Stored>read(tx -> {
            Stored found = new ConsoleSessionTable(tx).find(id(secret));
            return found == null || !found.session().stands(tx.now()) ? null : found;
        });
        if (stored == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        ConsoleSession session = stored.session();
        callers.mustBeGoodStill(session.user(), stored.credential());
        note(session);
        return new BySession(session.id(), session.account(), session.key(), session.ends());
    }

    private void note(ConsoleSession session) {
        if (session.isNews(db.clock().instant())) {
            db.write(tx -> {
                new ConsoleSessionTable(tx).note(session.seenAt(tx.now()));
                return true;
            });
        }
    }

    public Opened find(BySession caller) {
        Stored stored = db.<@Nullable Stored>read(tx -> new ConsoleSessionTable(tx).find(caller.session()));
        if (stored == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return new Opened(stored.session(), proof(caller.session()), "");
    }

    /** Whether that is what this session's page shows. */
    public boolean proves(BySession caller, String proof) {
        return Digests.same(
                proof(caller.session()).getBytes(StandardCharsets.UTF_8), proof.getBytes(StandardCharsets.UTF_8));
    }

    public void end(BySession caller) {
        db.write(tx -> {
            new ConsoleSessionTable(tx).remove(caller.session());
            return true;
        });
    }

    /** Ends every session of the account, on every server. */
    public void endAll(AccountSid account) {
        db.write(tx -> {
            new ConsoleSessionTable(tx).removeAll(account);
            return true;
        });
    }

    private String proof(Sid.Id session) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(proofs.sign(session.bytes()));
    }

    private static Sid.Id id(String secret) {
        return Sid.Id.of(Arrays.copyOf(Digests.sha256(secret.getBytes(StandardCharsets.UTF_8)), 16));
    }
}
