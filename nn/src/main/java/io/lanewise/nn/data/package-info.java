/**
 * Data sets and the batches that are drawn from them. Read {@link io.lanewise.nn.data.Dataset}, then {@link
 * io.lanewise.nn.data.DataLoader}. Invariant: which examples make up a batch depends on the seed, the epoch's number
 * and the batch's number only, never on threads or on what was asked for before.
 */
@NullMarked
package io.lanewise.nn.data;

import org.jspecify.annotations.NullMarked;
