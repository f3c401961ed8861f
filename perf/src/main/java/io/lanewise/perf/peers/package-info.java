/**
 * The libraries to compare with. OpenBLAS is always there; the others stand in a source folder of their own, which the
 * profile {@code peers} adds with their jars.
 */
@NullMarked
package io.lanewise.perf.peers;

import org.jspecify.annotations.NullMarked;
