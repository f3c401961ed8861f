/**
 * Optimizers and schedules of the learning rate. Read {@link io.lanewise.nn.optim.Optimizer}, then {@link
 * io.lanewise.nn.optim.SGD}. Invariants: a step changes parameters in place and is not recorded; the state of an
 * optimizer is made once, belongs to no scope, and comes back to the last bit; a schedule is a function of the step and
 * has no state.
 */
@NullMarked
package io.lanewise.nn.optim;

import org.jspecify.annotations.NullMarked;
