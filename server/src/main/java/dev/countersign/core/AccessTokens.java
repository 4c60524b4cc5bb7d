package dev.countersign.core;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.AccessTokenSid;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccessTokenTable;
import dev.countersign.store.Db;
import dev.countersign.store.EntityTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can be done with access tokens. */
public final class AccessTokens {
    private final Db db;
    private final AccessTokenText text;

    public AccessTokens(Db db, Secrets secrets) {
        this.db = db;
        this.text = new AccessTokenText(secrets.mac("access token"));
    }

    /** A token, and its text. */
    public record Issued(AccessToken token, String text) {}

    /** @param life how long the device has to enrol itself */
    public Issued create(Person person, @Nullable String friendlyName, Duration life) {
        return db.write(tx -> {
            Entities.mustStand(tx, person.account(), person.service());
            Entity entity = new EntityTable(tx).find(person);
            AccessTokenSid sid = new AccessTokenSid(Sid.Id.of(tx.id()));
            AccessToken token = new AccessToken(
                    sid,
                    person,
                    entity == null ? null : entity.sid(),
                    friendlyName,
                    tx.now().plus(life),
                    false);
            new AccessTokenTable(tx).add(token);
            return issued(token);
        });
    }

    // spec Verify 3.4: the same body while the token lives, and nothing afterwards
    public Issued find(AccountSid account, ServiceSid service, AccessTokenSid sid) {
        return db.read(tx -> {
            AccessToken token = new AccessTokenTable(tx).find(service, sid);
            if (token == null
                    || token.expired(tx.now())
                    || !token.person().account().equals(account)) {
                throw Refusal.NOT_FOUND.refused();
            }
            return issued(token);
        });
    }

    private Issued issued(AccessToken token) {
        return new Issued(token, text.of(token));
    }

    /** The token with this text; refuses what is none, or none any more. */
    AccessToken admit(String sent) {
        AccessTokenText.Named named = text.read(sent);
        if (named == null) {
            throw Refusal.UNAUTHENTICATED.refused("the access token is not one of this server's");
        }
        return db.read(tx -> {
            AccessToken token = new AccessTokenTable(tx).find(named.service(), named.person(), named.sid());
            if (token == null || token.expired(tx.now())) {
                throw Refusal.UNAUTHENTICATED.refused("the access token has expired");
            }
            return token;
        });
    }
}
