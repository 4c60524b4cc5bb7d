package dev.countersign.phone;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.random.RandomGenerator;

/** The chance that was handed to us, in the form in which the JDK's cryptography takes it. */
final class Chance extends SecureRandom {
    private static final long serialVersionUID = 1;

    private Chance(RandomGenerator source) {
        super(new Source(source), null);
    }

    static SecureRandom of(RandomGenerator source) {
        return source instanceof SecureRandom secure ? secure : new Chance(source);
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        private final transient RandomGenerator generator;

        Source(RandomGenerator generator) {
            this.generator = generator;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            throw new UnsupportedOperationException("whoever handed it in seeds it");
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            generator.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] seed = new byte[count];
            generator.nextBytes(seed);
            return seed;
        }
    }
}
