package dev.countersign.cli;

import dev.countersign.DataFolder;
import dev.countersign.Given;
import dev.countersign.Setting;
import dev.countersign.Settings;
import dev.countersign.core.Accounts;
import dev.countersign.core.WrongMasterKey;
import dev.countersign.domain.Unavailable;
import dev.countersign.store.Unusable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Every command there is, with its flags and its help. */
public final class CommandLines {
    private static final int FAILED = 1;

    private final Map<String, String> environment;
    private final Given given;
    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;

    public CommandLines(
            Map<String, String> environment, Given given, InputStream in, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.given = given;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the command that the arguments name; the answer is the process's exit code. */
    public int run(String... args) {
        Map<String, String> settings = plainly(args);
        if (settings != null) {
            return run(new Serve(), settings, List.of());
        }
        CommandLine line = new CommandLine(root());
        line.setOut(out).setErr(err);
        line.setExecutionStrategy(parsed -> {
            Integer help = CommandLine.executeHelpRequest(parsed);
            if (help != null) {
                return help;
            }
            CommandLine.ParseResult deepest = parsed;
            while (deepest.hasSubcommand()) {
                deepest = deepest.subcommand();
            }
            return run(deepest);
        });
        line.setParameterExceptionHandler((no, _) -> {
            String command = no.getCommandLine().getCommandSpec().qualifiedName();
            err.println("countersign: " + sentence(no) + "; see \"" + command + " --help\".");
            err.flush();
            return CommandLine.ExitCode.USAGE;
        });
        return line.execute(args);
    }

    /**
     * The settings of a {@code serve} that is nothing but settings, or null: then the library reads the line, and says what
     * is wrong with it. Loading that library costs a quarter of a second, which a server's start need not pay.
     */
    private static @Nullable Map<String, String> plainly(String... args) {
        if (args.length % 2 == 0 || !args[0].equals("serve")) {
            return null;
        }
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String flag = args[i];
            boolean known =
                    Settings.ALL.stream().anyMatch(s -> !s.secret() && s.flag().equals(flag));
            if (!known || args[i + 1].startsWith("--") || settings.put(flag.substring(2), args[i + 1]) != null) {
                return null;
            }
        }
        return settings;
    }

    /** What was wrong with the line. Of what nobody knows only the name is said: its value may have been a secret. */
    private static String sentence(CommandLine.ParameterException no) {
        if (no instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            return "'" + first.replaceFirst("=.*", "") + "' is not known";
        }
        return String.valueOf(no.getMessage()).lines().findFirst().orElse("");
    }

    private int run(CommandLine.ParseResult parsed) {
        if (!(parsed.commandSpec().userObject() instanceof Command command)) {
            parsed.commandSpec().commandLine().usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        Map<String, String> options = new HashMap<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            String value = option.getValue() instanceof String s ? s : "";
            options.put(option.longestName().substring(2), value);
        }
        List<String> arguments = parsed.matchedPositionals().stream()
                .map(p -> String.valueOf(p.<Object>getValue()))
                .toList();
        return run(command, options, arguments);
    }

    private int run(Command command, Map<String, String> options, List<String> arguments) {
        try {
            return command.run(new Command.Line(options, arguments, environment, given, in, out, err));
        } catch (Setting.Bad
                | DataFolder.Unfit
                | Unusable
                | WrongMasterKey
                | Unavailable
                | Accounts.NotPossible
                | IllegalArgumentException
                | GeneralSecurityException
                | IOException e) {
            err.println("countersign: " + e.getMessage());
        } catch (Exception e) {
            e.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static CommandSpec root() {
        CommandSpec root =
                spec("countersign", "A self-hosted second-factor server, compatible with the Verify v2 API.");
        root.version("countersign " + Version.TEXT);
        root.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
        root.addSubcommand("serve", serve());
        root.addSubcommand("demo", demo());
        root.addSubcommand("backend", backend());
        root.addSubcommand("account", account());
        root.addSubcommand("key", key());
        root.addSubcommand("master-key", masterKey());
        root.addSubcommand("backup", backup());
        root.addSubcommand("restore", restore());
        root.addSubcommand("database", DatabaseCommands.spec());
        root.addSubcommand("phone", PhoneCommands.spec());
        return root;
    }

    private static CommandSpec serve() {
        CommandSpec spec = leaf(
                new Serve(),
                "Run the server. Each setting can be given as a flag, as the environment"
                        + " variable in brackets, or as a line \"name = value\" of the settings file, in this order.");
        Settings.ALL.forEach(s -> add(spec, s));
        spec.usageMessage()
                .footer(Settings.ALL.stream()
                        .filter(Setting::secret)
                        .map(s -> "%n" + s.variable() + "%n  " + s.help() + " (environment or settings file only)")
                        .toArray(String[]::new));
        return spec;
    }

    private static CommandSpec demo() {
        CommandSpec spec = leaf(new Demo(), "Show the whole story in this terminal, against a server of its own.");
        spec.addOption(flag("--quiet", "Print nothing."));
        spec.addOption(flag("--no-wait", "Do not wait for a challenge to expire."));
        return spec;
    }

    private static CommandSpec backend() {
        CommandSpec spec = leaf(new Backend(), "Play a customer's backend for the mobile SDKs' sample apps.");
        Backend.FLAGS.forEach(flag -> spec.addOption(named(flag.name(), flag.value(), flag.help())));
        return spec;
    }

    private static CommandSpec account() {
        CommandSpec token = spec("token", "The auth tokens of an account: up to two are good at once.");
        token.addSubcommand("add", on(AccountCommands::addToken, "Make a second token, good beside the first.", "SID"));
        token.addSubcommand(
                "promote", on(AccountCommands::promoteToken, "Make the secondary token the primary one.", "SID"));
        token.addSubcommand("revoke", on(AccountCommands::revokeToken, "Revoke the secondary token.", "SID"));
        CommandSpec create = administrative(AccountCommands::create, "Make an account.");
        create.addOption(named("--name", "NAME", "what it is called"));
        CommandSpec limit = on(AccountCommands::limit, "Limit how much an account may ask.", "SID");
        limit.addOption(
                named("--requests-per-second", "COUNT", "sustained, of all servers together; \"none\" for no limit"));
        CommandSpec account = spec("account", "Accounts and their auth tokens.");
        account.addSubcommand("create", create);
        account.addSubcommand("list", administrative(AccountCommands::list, "List the accounts."));
        account.addSubcommand("suspend", on(AccountCommands::suspend, "Refuse an account's requests.", "SID"));
        account.addSubcommand("resume", on(AccountCommands::resume, "Serve a suspended account again.", "SID"));
        account.addSubcommand("limit", limit);
        account.addSubcommand("token", token);
        return account;
    }

    private static CommandSpec key() {
        CommandSpec create = on(AccountCommands::createKey, "Make an API key for an account.", "ACCOUNT_SID");
        create.addOption(named("--name", "NAME", "what it is called"));
        CommandSpec key = spec("key", "API keys, each of which can be taken back alone.");
        key.addSubcommand("create", create);
        key.addSubcommand("list", administrative(AccountCommands::listKeys, "List the API keys."));
        key.addSubcommand("revoke", on(AccountCommands::revokeKey, "Revoke an API key.", "SID"));
        return key;
    }

    private static CommandSpec masterKey() {
        CommandSpec masterKey = spec("master-key", "The key under which everything secret lies.");
        CommandSpec rotate = administrative(
                MasterKeyCommands::rotate, "Change the master key and seal everything anew, beside a running server.");
        masterKey.addSubcommand("rotate", rotate);
        masterKey.addSubcommand(
                "retire",
                administrative(
                        MasterKeyCommands::retire,
                        "Forget every master key but the one given now: after a rotation, once all servers have it."));
        return masterKey;
    }

    private static CommandSpec backup() {
        CommandSpec spec = administrative(
                BackupCommands::backup, "Copy the database into a file, beside a running server, and read it through.");
        spec.addOption(named("--to", "FILE", "the file to make; nothing is overwritten"));
        return spec;
    }

    private static CommandSpec restore() {
        CommandSpec spec = administrative(
                BackupCommands::restore, "Put a backup in the place of the database of a stopped server.");
        spec.addOption(named("--from", "FILE", "the backup; it stays as it is"));
        return spec;
    }

    /** A command on a data folder, beside a running server or without one. */
    static CommandSpec administrative(Command command, String description) {
        CommandSpec spec = leaf(command, description);
        List.of(
                        Settings.DATA,
                        Settings.DATABASE,
                        Settings.DATABASE_PASSWORD_FILE,
                        Settings.SETTINGS,
                        Settings.MASTER_KEY_FILE,
                        Settings.MASTER_KEY_COMMAND)
                .forEach(s -> add(spec, s));
        return spec;
    }

    private static CommandSpec on(Command command, String description, String sid) {
        CommandSpec spec = administrative(command, description);
        spec.addPositional(needed(sid));
        return spec;
    }

    static PositionalParamSpec needed(String label) {
        return PositionalParamSpec.builder()
                .index("0")
                .paramLabel(label)
                .type(String.class)
                .required(true)
                .build();
    }

    static CommandSpec leaf(Command command, String description) {
        return described(CommandSpec.wrapWithoutInspection(command), description);
    }

    static CommandSpec spec(String name, String description) {
        return described(CommandSpec.create().name(name), description);
    }

    private static CommandSpec described(CommandSpec spec, String description) {
        spec.usageMessage(new UsageMessageSpec()
                .description(description)
                .sortOptions(false)
                .width(110));
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this help.")
                .build());
        return spec;
    }

    private static void add(CommandSpec spec, Setting<?> setting) {
        if (!setting.secret()) {
            spec.addOption(named(setting.flag(), setting.value(), help(setting)));
        }
    }

    private static String help(Setting<?> setting) {
        String otherwise = setting.otherwise() == null ? "" : "; " + setting.otherwise() + " where not set";
        return setting.help() + otherwise + " [" + setting.variable() + "]";
    }

    static OptionSpec named(String flag, String value, String help) {
        return OptionSpec.builder(flag)
                .paramLabel(value)
                .type(String.class)
                .description(help.replace("%", "%%"))
                .showDefaultValue(Visibility.NEVER)
                .build();
    }

    private static OptionSpec flag(String name, String help) {
        return OptionSpec.builder(name).description(help).build();
    }
}
