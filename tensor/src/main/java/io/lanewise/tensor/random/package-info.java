/**
 * Random numbers. Read {@link io.lanewise.tensor.random.Generator}, then Philox, the function behind it.
 *
 * <p>Invariant: a number depends on the seed and on its place in the stream only, never on threads or on the machine.
 * Numbers are drawn in the order of the calls, and every call takes whole blocks of 128 bits, so that one call's
 * elements can be computed in parallel and the next call's are not shifted by how that was done. Streams that must not
 * depend on each other, like those of the shuffling and of dropout, are forked by name.
 */
@NullMarked
package io.lanewise.tensor.random;

import org.jspecify.annotations.NullMarked;
