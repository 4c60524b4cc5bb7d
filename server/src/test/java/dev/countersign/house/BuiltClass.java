package dev.countersign.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A compiled class as far as the plan asks about it.
 *
 * @param name with dots, {@code $} before a nested class
 * @param classesSeen every class named anywhere in it: code, signatures, annotations
 * @param methodsCalled every method called or referred to, as {@code class.method(parameters)result} with dots
 */
public record BuiltClass(String name, Set<String> classesSeen, Set<String> methodsCalled) {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

    /** All classes under a folder; none where there is no such folder. */
    public static List<BuiltClass> under(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(BuiltClass::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name without package and enclosing classes; empty for an anonymous class. */
    String simpleName() {
        return name.replaceFirst(".*[.$]", "").replaceFirst("^\\d+", "");
    }

    private static BuiltClass read(Path file) {
        ClassModel model;
        try {
            model = ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<Integer> text = new HashSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof StringEntry string) {
                text.add(string.utf8().index());
            }
        }
        Set<String> seen = new TreeSet<>();
        Set<String> called = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry c when !c.asInternalName().startsWith("[") -> seen.add(dotted(c.asInternalName()));
                case MemberRefEntry m ->
                    called.add(dotted(m.owner().asInternalName() + "."
                            + m.name().stringValue() + m.type().stringValue()));
                case Utf8Entry utf8
                when !text.contains(utf8.index()) -> {
                    Matcher descriptor = IN_DESCRIPTOR.matcher(utf8.stringValue());
                    while (descriptor.find()) {
                        seen.add(dotted(descriptor.group(1)));
                    }
                }
                default -> {}
            }
        }
        return new BuiltClass(dotted(model.thisClass().asInternalName()), seen, called);
    }

    private static String dotted(String internal) {
        return internal.replace('/', '.');
    }
}
