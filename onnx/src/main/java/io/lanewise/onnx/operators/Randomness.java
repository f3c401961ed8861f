package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Random numbers. With a seed, each run draws the same; without one, each draws others. */
final class Randomness {
    private static final AtomicLong DRAWS = new AtomicLong(System.nanoTime());

    private Randomness() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "RandomUniform" -> drawn(Randomness::uniform);
            case "RandomUniformLike" -> drawnLike(Randomness::uniform);
            case "RandomNormal" -> drawn(Randomness::normal);
            case "RandomNormalLike" -> drawnLike(Randomness::normal);
            case "Bernoulli" ->
                Operator.one(call -> {
                    var x = call.x();
                    var dtype = call.hasAttribute("dtype") ? call.dtype("dtype", ElementKind.FLOAT) : x.dtype();
                    return generator(call)
                            .uniform(x.shape(), 0, 1, DType.F32)
                            .lt(x)
                            .to(dtype);
                });
            case "Dropout" -> Operator.many(Randomness::dropout);
            default -> null;
        };
    }

    private static Operator drawn(BiFunction<Call, Shape, Tensor> draw) {
        return Operator.one(call -> draw.apply(call, Shape.of(Objects.requireNonNull(call.wholes("shape"), "shape")))
                .to(call.dtype("dtype", ElementKind.FLOAT)));
    }

    private static Operator drawnLike(BiFunction<Call, Shape, Tensor> draw) {
        return Operator.one(call -> {
            var dtype = call.hasAttribute("dtype")
                    ? call.dtype("dtype", ElementKind.FLOAT)
                    : call.x().dtype();
            return draw.apply(call, call.x().shape()).to(dtype);
        });
    }

    private static Generator generator(Call call) {
        return new Generator(
                call.hasAttribute("seed")
                        ? Float.floatToIntBits((float) call.number("seed", 0))
                        : DRAWS.incrementAndGet());
    }

    private static Tensor uniform(Call call, Shape shape) {
        return generator(call).uniform(shape, call.number("low", 0), call.number("high", 1), DType.F32);
    }

    private static Tensor normal(Call call, Shape shape) {
        return generator(call).normal(shape, call.number("mean", 0), call.number("scale", 1), DType.F32);
    }

    /** The identity, unless the model says that it is being trained. The mask is all true then. */
    private static List<Tensor> dropout(Call call) {
        var x = call.x();
        double ratio = call.has(1) ? call.number(1, 0.5) : call.number("ratio", 0.5);
        boolean training = call.has(2) && call.tensor(2).itemLong() != 0;
        if (!training || ratio == 0) {
            boolean floats = call.opset() < 10;
            return List.of(x, Tensor.ones(x.shape(), floats ? x.dtype() : DType.BOOL));
        }
        var kept = generator(call).uniform(x.shape(), 0, 1, DType.F32).ge(ratio);
        return List.of(x.mul(kept.to(x.dtype())).div(1 - ratio).to(x.dtype()), kept);
    }
}
