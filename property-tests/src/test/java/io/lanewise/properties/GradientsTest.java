package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.gradcheck;

import io.lanewise.nn.Loss.Reduction;
import io.lanewise.nn.functional.Losses;
import io.lanewise.nn.functional.Normalization;
import io.lanewise.properties.RandomTensors.Recipe;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fold;
import io.lanewise.tensor.Interpolation;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Derivatives of compositions on random shapes, against differences; those of the operations are in autograd. */
class GradientsTest {
    private static final Map<String, UnaryOperator<Tensor>> OF_ONE = Map.ofEntries(
            Map.entry("var", x -> x.var(0, true, -1)),
            Map.entry(
                    "std", x -> Tensor.cat(List.of(x.ravel(), x.ravel().mul(2.0).add(5.0)), 0)
                            .std(0, false)),
            Map.entry("logSumExp", x -> x.logSumExp(false, -1)),
            Map.entry("norm", x -> x.norm(false, -1)),
            Map.entry("norm3", x -> x.norm(3, true, 0)),
            Map.entry("cumsum", x -> x.cumsum(0).mul(x)),
            Map.entry("cumprod", x -> x.cumprod(-1)),
            Map.entry("logCumSumExp", x -> x.logCumSumExp(-1)),
            Map.entry("quantile", x -> x.quantile(0.3, -1, false, Interpolation.LINEAR)),
            Map.entry("sort", x -> x.sort(0, true).values()),
            Map.entry("max", x -> x.max(-1, false).values()),
            Map.entry("roll", x -> x.roll(1, 0).mul(x)),
            Map.entry("flip", x -> x.flip(0).mul(x)),
            Map.entry("unfold", x -> x.unfold(-1, (x.size(-1) + 1) / 2, 1).square()),
            Map.entry("tril", x -> x.unsqueeze(-1).mul(x.unsqueeze(-2)).tril(0)),
            Map.entry("diff", x -> x.diff(1, -1, x, null)),
            Map.entry("trapezoid", x -> x.square().trapezoid(0.5, -1)),
            Map.entry("gradient of places", x -> x.repeat(repeats(x, 3)).gradient(1.5, 0, 1)),
            Map.entry("cov", x -> x.reshape(1, -1).cov(0, null, null)),
            Map.entry("renorm", x -> x.renorm(2, 0, 0.7)),
            Map.entry("layerNorm", x -> Normalization.layerNorm(x, Shape.of(x.size(-1)), null, null, 1e-3)),
            Map.entry("rmsNorm", x -> Normalization.rmsNorm(x, Shape.of(x.size(-1)), null, 1e-3)),
            Map.entry("softmax", x -> x.softmax(0).mul(x)),
            Map.entry("einsum", x -> Tensors.einsum("...i,...i->...", x, x.exp())),
            Map.entry(
                    "scatterReduce",
                    x -> x.scatterReduce(0, Tensor.zeros(x.shape(), DType.I64), x.exp(), Fold.PROD, true)));

    private static int[] repeats(Tensor x, int first) {
        var times = new int[x.dim()];
        Arrays.fill(times, 1);
        times[0] = first;
        return times;
    }

    @Provide
    Arbitrary<String> functions() {
        return Arbitraries.of(OF_ONE.keySet().stream().sorted().toList());
    }

    @Provide
    Arbitrary<Recipe> small() {
        return RandomTensors.recipes(1, 3)
                .filter(r -> r.shape().elements() > 0 && r.shape().elements() <= 24);
    }

    @Property(tries = 150)
    void theGradientAgreesWithDifferences(@ForAll("functions") String name, @ForAll("small") Recipe recipe) {
        gradcheck(inputs -> OF_ONE.get(name).apply(inputs.getFirst()), recipe.tensor(DType.F64));
    }

    @Property(tries = 60)
    void productsHaveTheGradientsOfBothFactors(@ForAll("small") Recipe recipe, @ForAll long seed) {
        var a = recipe.tensor(DType.F64);
        var b = RandomTensors.dense(Shape.of(a.size(-1), 3), DType.F64, seed);
        gradcheck(inputs -> inputs.get(0).matmul(inputs.get(1)), a, b);
        gradcheck(inputs -> inputs.get(0).linear(inputs.get(1), inputs.get(2)), a, b.t(), b.select(0, 0));
        gradcheck(inputs -> inputs.get(0).inner(inputs.get(1)), a, a.exp());
    }

    @Property(tries = 60)
    void lossesHaveTheGradientsOfInputAndTarget(@ForAll("small") Recipe recipe) {
        var input = recipe.tensor(DType.F64);
        var target = RandomTensors.dense(recipe.shape(), DType.F64, recipe.seed() + 1)
                .sigmoid();
        for (var reduction : Reduction.values()) {
            gradcheck(in -> Losses.huber(in.get(0), in.get(1), 0.8, reduction), input, target);
            gradcheck(in -> Losses.smoothL1(in.get(0), in.get(1), 0.6, reduction), input, target);
            gradcheck(
                    in -> Losses.binaryCrossEntropyWithLogits(in.get(0), in.get(1), null, null, reduction),
                    input,
                    target);
            gradcheck(in -> Losses.klDivergence(in.get(0), in.get(1), false, reduction), input, target);
        }
    }

    @Property(tries = 40)
    void gradientsFlowThroughEveryLayout(@ForAll("small") Recipe recipe) {
        gradcheck(
                inputs -> {
                    var x = RandomTensors.laid(inputs.getFirst(), recipe.layout());
                    return Tensor.cat(List.of(x.tanh(), x.mul(x)), 0);
                },
                recipe.tensor(DType.F64));
    }
}
