package dev.countersign.cli;

import dev.countersign.Countersign;
import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.core.Accounts;
import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code countersign account …} and {@code countersign key …}: beside a running server or without one. */
final class AccountCommands {
    private AccountCommands() {}

    private static int with(Command.Line line, BiFunction<Accounts, Command.Line, String> deed) {
        Settings settings = line.settings();
        new DataFolder(settings).mustBeThere();
        try (Countersign countersign = new Countersign(settings, line.given())) {
            line.say(deed.apply(countersign.accounts(), line));
        }
        return 0;
    }

    static int create(Command.Line line) {
        return with(line, (accounts, l) -> {
            String token = accounts.drawToken();
            Account created = accounts.create(name(l.option("name"), "account"), token);
            return "Account SID   " + created.sid() + "\nAuth token    " + token + "\nThe token is shown this once.";
        });
    }

    static int list(Command.Line line) {
        return with(line, (accounts, _) -> {
            StringBuilder table =
                    new StringBuilder("SID                                 STATUS     TOKENS  LIMIT  NAME");
            for (Accounts.Standing s : accounts.list()) {
                Account a = s.account();
                Integer limit = a.requestsPerSecond();
                table.append(String.format(
                        Locale.ROOT,
                        "%n%s  %-9s  %-6d  %-5s  %s",
                        a.sid(),
                        a.active() ? "active" : "suspended",
                        s.tokens().size(),
                        limit == null ? "none" : limit + "/s",
                        a.friendlyName()));
            }
            return table.toString();
        });
    }

    static int suspend(Command.Line line) {
        return with(line, (accounts, l) -> accounts.activate(account(l), false).sid() + " is suspended.");
    }

    static int resume(Command.Line line) {
        return with(line, (accounts, l) -> accounts.activate(account(l), true).sid() + " is active.");
    }

    static int limit(Command.Line line) {
        return with(line, (accounts, l) -> {
            Account a = accounts.limit(account(l), limit(l.option("requests-per-second")));
            Integer limit = a.requestsPerSecond();
            return a.sid() + (limit == null ? " has no limit." : " may ask " + limit + " times a second.");
        });
    }

    private static @Nullable Integer limit(@Nullable String text) {
        String wrong = "Say --requests-per-second with a whole number from 1 to 1000000, or \"none\".";
        if (text == null) {
            throw new IllegalArgumentException(wrong);
        }
        if (text.equals("none")) {
            return null;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= 1_000_000) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wrong, e);
        }
        throw new IllegalArgumentException(wrong);
    }

    static int addToken(Command.Line line) {
        return with(
                line,
                (accounts, l) -> "Secondary auth token  " + accounts.addToken(account(l))
                        + "\nIt is good beside the primary one, and shown this once.");
    }

    static int promoteToken(Command.Line line) {
        return with(line, (accounts, l) -> {
            accounts.promoteToken(account(l));
            return "The secondary token is the primary one now; the former primary one is good until it is revoked.";
        });
    }

    static int revokeToken(Command.Line line) {
        return with(line, (accounts, l) -> {
            accounts.revokeToken(account(l));
            return "The secondary token is revoked.";
        });
    }

    static int createKey(Command.Line line) {
        return with(line, (accounts, l) -> {
            Accounts.WithSecret created = accounts.createKey(account(l), name(l.option("name"), "key"));
            return "API key SID   " + created.key().sid() + "\nSecret        " + created.secret()
                    + "\nThe secret is shown this once.";
        });
    }

    static int listKeys(Command.Line line) {
        return with(line, (accounts, _) -> {
            StringBuilder table =
                    new StringBuilder("SID                                 ACCOUNT                             NAME");
            accounts.keys()
                    .forEach(k -> table.append(
                            String.format(Locale.ROOT, "%n%s  %s  %s", k.sid(), k.account(), k.friendlyName())));
            return table.toString();
        });
    }

    static int revokeKey(Command.Line line) {
        return with(line, (accounts, l) -> {
            ApiKeySid sid = ApiKeySid.parse(l.argument(0));
            if (sid == null) {
                throw new IllegalArgumentException("An API key's SID is SK and 32 hex digits.");
            }
            accounts.revokeKey(sid);
            return sid + " is revoked.";
        });
    }

    private static AccountSid account(Command.Line line) {
        AccountSid sid = AccountSid.parse(line.argument(0));
        if (sid == null) {
            throw new IllegalArgumentException("An account's SID is AC and 32 hex digits.");
        }
        return sid;
    }

    private static String name(@Nullable String given, String otherwise) {
        String name = given == null ? otherwise : given;
        if (name.isBlank()
                || name.length() > Account.LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A name has 1 to " + Account.LONGEST_NAME + " printable characters.");
        }
        return name;
    }
}
