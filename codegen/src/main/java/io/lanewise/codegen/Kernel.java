package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import io.lanewise.expr.KernelName;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list of kernels.
 *
 * @param family {@code map}, {@code reduce}, {@code row} or {@code step}
 * @param flops floating-point operations for one element
 * @param bytes bytes read and written for one element
 * @param scalar the class whose method of the kernel's name is the scalar variant
 * @param vector the class of the vector variant, or null where there is none
 */
record Kernel(
        KernelName name,
        String family,
        int flops,
        int bytes,
        ClassName scalar,
        @Nullable ClassName vector) {}
