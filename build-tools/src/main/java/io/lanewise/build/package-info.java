/**
 * What the build itself needs, and nothing else sees: {@link io.lanewise.build.Format} holds the layout of the sources,
 * {@link io.lanewise.build.TestTotal} adds up the tests of all modules, {@link io.lanewise.build.NpmFiles} fetches models
 * that only tests read.
 *
 * <p>Invariant: the first two read the source tree that they are given and nothing outside it; only {@code Format apply}
 * writes to it.
 */
@NullMarked
package io.lanewise.build;

import org.jspecify.annotations.NullMarked;
