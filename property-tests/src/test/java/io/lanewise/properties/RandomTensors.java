package io.lanewise.properties;

import io.lanewise.autograd.Autograd;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Samples of shapes and of tensors: equal values that lie in storage in different ways. */
final class RandomTensors {
    private RandomTensors() {}

    /** How a tensor's elements lie in storage. */
    enum Layout {
        DENSE,
        REVERSED_AXES,
        EVERY_OTHER,
        BACKWARDS,
        INSIDE
    }

    /** What a tensor is made of: the same recipe gives the same values in every layout. */
    record Recipe(Shape shape, Layout layout, long seed) {
        Tensor f32() {
            return tensor(DType.F32);
        }

        /** Of a float type from −3 to 3, of an integer type from −20 to 19, of bools either. */
        Tensor tensor(DType dtype) {
            return laid(dense(shape, dtype, seed), layout);
        }
    }

    static Arbitrary<Recipe> recipes(int leastRank, int greatestRank) {
        var sizes = Arbitraries.frequencyOf(
                Tuple.of(30, Arbitraries.integers().between(1, 7)),
                Tuple.of(1, Arbitraries.just(0)),
                Tuple.of(2, Arbitraries.integers().between(30, 70)));
        var shapes = sizes.array(int[].class)
                .ofMinSize(leastRank)
                .ofMaxSize(greatestRank)
                .map(Shape::of)
                .filter(shape -> shape.elements() < 20_000);
        return Combinators.combine(shapes, Arbitraries.of(Layout.values()), Arbitraries.longs())
                .as(Recipe::new);
    }

    static Tensor dense(Shape shape, DType dtype, long seed) {
        var generator = new Generator(seed);
        if (dtype == DType.BOOL) {
            return generator.randint(0, 2, shape, DType.I64).to(dtype);
        }
        return dtype.isFloat()
                ? generator.uniform(shape, -3, 3, dtype)
                : generator
                        .randint(dtype == DType.U8 ? 0 : -20, 20, shape, DType.I64)
                        .to(dtype);
    }

    /** A view with the values of x in another layout. */
    static Tensor laid(Tensor x, Layout layout) {
        int last = x.dim() - 1;
        if (last < 0) {
            return x;
        }
        return switch (layout) {
            case DENSE -> x;
            case REVERSED_AXES -> {
                var axes = IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
                yield x.permute(axes).copy().permute(axes);
            }
            case EVERY_OTHER -> x.repeatInterleave(2, last).slice(last, 0, Integer.MAX_VALUE, 2);
            case BACKWARDS -> x.flip(last).slice(last, Integer.MAX_VALUE, Integer.MIN_VALUE, -1);
            case INSIDE -> x.pad(0, 2, 1).narrow(last, 2, x.size(last));
        };
    }

    /** Checks the derivatives by all inputs, which {@link Autograd#gradcheck} does only for those that want a gradient. */
    static void gradcheck(Function<List<Tensor>, Tensor> f, Tensor... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = inputs[i].detach().requiresGrad_(true);
        }
        Autograd.gradcheck(f, inputs);
    }

    /** The elements' bits in row-major order; all NaNs are one. */
    static long[] bits(Tensor x) {
        return x.dtype().isFloat()
                ? Arrays.stream(x.toDoubleArray())
                        .mapToLong(Double::doubleToLongBits)
                        .toArray()
                : x.toLongArray();
    }
}
