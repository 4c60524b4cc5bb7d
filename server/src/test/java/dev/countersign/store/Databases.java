package dev.countersign.store;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs a test on the engine of this run, if it is for that one, and clears up behind it. */
final class Databases implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Database.Engine engine = Database.Engine.ofThisRun();
        EachDatabase on = context.getRequiredTestMethod().getAnnotation(EachDatabase.class);
        return List.of(on.only()).contains(engine) ? Stream.of(new Run(engine)) : Stream.empty();
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    private record Run(Database.Engine engine) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocation) {
            return engine.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Lent(new Database(engine)));
        }
    }

    private record Lent(Database database) implements ParameterResolver, AfterEachCallback {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Database.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return database;
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            database.close();
        }
    }
}
