/**
 * What the build itself needs, and nothing else sees: {@link io.lanewise.build.Format} holds the layout of the sources,
 * {@link io.lanewise.build.TestTotal} adds up the tests of all modules.
 *
 * <p>Invariant: both read the source tree that they are given and nothing outside it; only {@code Format apply} writes.
 */
@NullMarked
package io.lanewise.build;

import org.jspecify.annotations.NullMarked;
