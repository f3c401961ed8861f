/**
 * Generated kernels and their runtime. Read {@link io.lanewise.kernels.Cpu}, then {@link
 * io.lanewise.kernels.MapKernel}, then a generated source.
 *
 * <p>Invariant: arrays and offsets only; nothing here knows a tensor or a shape.
 */
@NullMarked
package io.lanewise.kernels;

import org.jspecify.annotations.NullMarked;
