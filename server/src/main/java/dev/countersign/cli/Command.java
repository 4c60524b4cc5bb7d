package dev.countersign.cli;

import dev.countersign.Given;
import dev.countersign.Setting;
import dev.countersign.Settings;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** What a command does with what was given on its line. */
@FunctionalInterface
interface Command {
    /** @return the process's exit code */
    int run(Line line) throws Exception;

    /**
     * One command line, read.
     *
     * @param out for people and scripts; what goes here is the command's answer
     */
    record Line(ParseResult parsed, Map<String, String> environment, Given given, PrintWriter out) {

        Settings settings() {
            Map<String, String> flags = new HashMap<>();
            for (Setting<?> setting : Settings.ALL) {
                String value = option(setting.name());
                if (value != null) {
                    flags.put(setting.name(), value);
                }
            }
            return Settings.read(flags, environment);
        }

        /** The value of {@code --name}; null where it was not given or the command has none. */
        @Nullable
        String option(String name) {
            return parsed.hasMatchedOption("--" + name) ? parsed.matchedOptionValue("--" + name, null) : null;
        }

        boolean has(String name) {
            return parsed.hasMatchedOption("--" + name);
        }

        String argument(int place) {
            return parsed.matchedPositionalValue(place, "");
        }

        void say(String line) {
            out.println(line);
            out.flush();
        }
    }
}
