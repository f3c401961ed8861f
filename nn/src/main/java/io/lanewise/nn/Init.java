package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starting values of parameters, which belong to no scope, and checks of sizes. */
final class Init {
    private Init() {}

    /** Uniform in ±bound. */
    static Tensor uniform(Generator generator, double bound, int... sizes) {
        return lasting(() -> generator.uniform(Shape.of(sizes), -bound, bound, DType.F32));
    }

    /** From the standard normal distribution. */
    static Tensor normal(Generator generator, int... sizes) {
        return lasting(() -> generator.randn(sizes));
    }

    /** [rows, columns], uniform in ±√(6 / (rows + columns)). Glorot and Bengio, 2010. */
    static Tensor xavierUniform(Generator generator, int rows, int columns) {
        return uniform(generator, Math.sqrt(6.0 / (rows + columns)), rows, columns);
    }

    /** A row [1, 1, width], normal with the deviation that Glorot and Bengio, 2010, give it. */
    static Tensor xavierNormal(Generator generator, int width) {
        return lasting(() -> generator.normal(Shape.of(1, 1, width), 0, 1 / Math.sqrt(width), DType.F32));
    }

    static Tensor zeros(int... sizes) {
        return lasting(() -> Tensor.zeros(sizes));
    }

    /** Gives a parameter other values to start from. */
    static void fill(Tensor parameter, Tensor values) {
        try (var _ = GradMode.noGrad()) {
            parameter.copy_(values);
        }
    }

    static void clear(@Nullable Tensor parameter) {
        if (parameter != null) {
            fill(parameter, Tensor.scalar(0, parameter.dtype()));
        }
    }

    static Tensor lasting(Supplier<Tensor> making) {
        try (var _ = Scope.suspend()) {
            return making.get();
        }
    }

    static int atLeast(String module, String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(module + ": " + name + " is " + value + "; expected at least " + least);
        }
        return value;
    }

    static double probability(String module, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(module + ": p is " + p + "; expected a probability, 0 to 1");
        }
        return p;
    }

    static Shape shape(String module, int[] sizes) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException(module + ": expected at least one size");
        }
        return Shape.of(sizes);
    }
}
