package dev.countersign.core;

import dev.countersign.crypto.MasterKey;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccountTable;
import dev.countersign.store.CredentialTable;
import dev.countersign.store.DataKeyTable;
import dev.countersign.store.DataKeyTable.Wrapped;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changing the master key while servers run. Every data key is wrapped by the new one beside the old, a fresh data key is
 * made, everything secret is sealed again with it a few hundred rows at a time, and then what is old is forgotten. At
 * every point between, both the old and the new master key open the record, or the new one alone.
 */
public final class MasterKeys {
    private static final int ROWS_A_UNIT = 200;
    private static final CredentialSid BEFORE_ALL = new CredentialSid(new Sid.Id(0, 0));

    private final Db db;
    private final Secrets secrets;
    private final RandomGenerator random;

    public MasterKeys(Db db, Secrets secrets, RandomGenerator random) {
        this.db = db;
        this.secrets = secrets;
        this.random = random;
    }

    /**
     * Lets {@code next} open what {@code now} opens, and makes the data key that seals from here on. Where a rotation to
     * {@code next} has begun already there is nothing left to do here.
     */
    public void admit(MasterKey now, MasterKey next) {
        if (next.id().equals(now.id())) {
            throw new IllegalArgumentException("The next master key is the present one.");
        }
        db.write(tx -> {
            DataKeyTable table = new DataKeyTable(tx);
            List<Wrapped> wrapped = table.all();
            if (wrapped.stream().anyMatch(w -> w.masterId().equals(next.id()))) {
                return false;
            }
            int newest = 0;
            for (Wrapped w : wrapped) {
                if (w.masterId().equals(now.id())) {
                    table.add(new Wrapped(w.id(), next.id(), next.wrap(now.unwrap(w.bytes(), w.id()), w.id())));
                    newest = Math.max(newest, w.id());
                }
            }
            if (newest == 0) {
                throw new WrongMasterKey();
            }
            Secret fresh = Secret.draw(32, random);
            table.add(new Wrapped(newest + 1, now.id(), now.wrap(fresh, newest + 1)));
            table.add(new Wrapped(newest + 1, next.id(), next.wrap(fresh, newest + 1)));
            return true;
        });
    }

    /** Seals everything again that is not sealed with the newest key; says how much it was. */
    public int reseal() {
        int done = resealTokens() + resealCredentials();
        FactorTable.Place at = FactorTable.Place.FIRST;
        while (at != null) {
            FactorTable.Place from = at;
            List<FactorTable.Seed> seeds = db.read(tx -> new FactorTable(tx).seeds(from, ROWS_A_UNIT));
            for (FactorTable.Seed seed : seeds) {
                done += db.write(tx -> reseal(tx, seed)) ? 1 : 0;
            }
            at = seeds.size() < ROWS_A_UNIT ? null : seeds.getLast().place();
        }
        return done;
    }

    private boolean reseal(Tx tx, FactorTable.Seed seed) {
        byte[] about = Seeds.about(seed.place().person(), seed.place().sid());
        byte[] fresh = secrets.sealAgain(tx, seed.sealed(), about);
        if (fresh != null) {
            new FactorTable(tx).reseal(seed, fresh);
        }
        return fresh != null;
    }

    private int resealTokens() {
        return db.write(tx -> {
            AccountTable table = new AccountTable(tx);
            int changed = 0;
            for (AccountTable.Token t : table.allTokens()) {
                byte[] fresh = secrets.sealAgain(tx, t.sealed(), Accounts.about(t.account()));
                if (fresh != null) {
                    table.put(new AccountTable.Token(t.account(), t.place(), t.hash(), fresh, t.created()));
                    changed++;
                }
            }
            return changed;
        });
    }

    private int resealCredentials() {
        int done = 0;
        CredentialSid at = BEFORE_ALL;
        while (at != null) {
            CredentialSid from = at;
            ResealedCredentials r = db.write(tx -> resealCredentials(tx, from));
            done += r.changed();
            at = r.next();
        }
        return done;
    }

    private record ResealedCredentials(
            int changed, @Nullable CredentialSid next) {}

    private ResealedCredentials resealCredentials(Tx tx, CredentialSid from) {
        CredentialTable table = new CredentialTable(tx);
        List<CredentialTable.Sealed> some = table.sealed(from, ROWS_A_UNIT);
        int changed = 0;
        for (CredentialTable.Sealed s : some) {
            byte[] fresh = secrets.sealAgain(tx, s.bytes(), Credentials.about(s.sid()));
            if (fresh != null) {
                table.reseal(new CredentialTable.Sealed(s.sid(), fresh));
                changed++;
            }
        }
        return new ResealedCredentials(
                changed, some.size() < ROWS_A_UNIT ? null : some.getLast().sid());
    }

    /** Forgets every master key but {@code kept}, and the data keys that seal nothing any more. */
    public void retire(MasterKey kept) {
        db.write(tx -> {
            DataKeyTable table = new DataKeyTable(tx);
            Long newest = table.newest();
            if (newest == null || Secrets.key(table.all(), kept, Math.toIntExact(newest)) == null) {
                throw new WrongMasterKey();
            }
            table.keepOnly(kept.id());
            table.all().stream()
                    .map(Wrapped::id)
                    .filter(id -> id != Secrets.MAC_KEY && id < newest)
                    .forEach(table::remove);
            return true;
        });
    }
}
