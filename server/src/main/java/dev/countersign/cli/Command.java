package dev.countersign.cli;

import dev.countersign.Given;
import dev.countersign.Setting;
import dev.countersign.Settings;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command does with what was given on its line. */
@FunctionalInterface
interface Command {
    /** @return the process's exit code */
    int run(Line line) throws Exception;

    /**
     * One command line, read.
     *
     * @param options by name without the dashes; a flag's value is empty
     * @param in what somebody types, or pipes in
     * @param out for people and scripts: what goes here is the command's answer, or, of a server, its log
     * @param err for people
     */
    record Line(
            Map<String, String> options,
            List<String> arguments,
            Map<String, String> environment,
            Given given,
            InputStream in,
            PrintWriter out,
            PrintWriter err) {

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

        /** The value of {@code --name}; null where it was not given. */
        @Nullable
        String option(String name) {
            return options.get(name);
        }

        boolean has(String name) {
            return options.containsKey(name);
        }

        String argument(int place) {
            return arguments.get(place);
        }

        void tell(String line) {
            err.println(line);
            err.flush();
        }

        void say(String line) {
            out.println(line);
            out.flush();
        }
    }
}
