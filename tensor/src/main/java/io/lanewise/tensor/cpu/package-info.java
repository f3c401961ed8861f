/**
 * The CPU backend. Read {@link io.lanewise.tensor.cpu.CpuBackend}, whose one switch names the class that runs each
 * operation, then {@link io.lanewise.tensor.cpu.StridedLoop}.
 *
 * <p>Invariant: a kernel is chosen once per tensor; results do not depend on the number of threads.
 */
@NullMarked
package io.lanewise.tensor.cpu;

import org.jspecify.annotations.NullMarked;
