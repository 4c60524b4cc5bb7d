package dev.countersign.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs on every database we support, each time on a fresh {@link Database} that it takes: the suite is run once
 * for each engine, which the system property {@code countersign.engine} names.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@Tag("database")
@ExtendWith(Databases.class)
public @interface EachDatabase {
    /** The engines it says something about. */
    Database.Engine[] only() default {Database.Engine.SQLITE, Database.Engine.POSTGRESQL};
}
