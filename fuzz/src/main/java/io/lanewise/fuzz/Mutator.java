package io.lanewise.fuzz;

import java.util.Random;

/** A way to change a file at random. The same random numbers make the same change. */
@FunctionalInterface
public interface Mutator {
    /**
     * A changed copy.
     *
     * @param file a valid file, which stays as it is
     * @param other another one, from which something may be taken
     */
    byte[] mutate(byte[] file, byte[] other, Random random);
}
