package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.autograd.Autograd;
import io.lanewise.graph.Compiled;
import io.lanewise.graph.Graph;
import io.lanewise.graph.Program;
import io.lanewise.nn.GELU;
import io.lanewise.nn.Linear;
import io.lanewise.nn.Module;
import io.lanewise.nn.Sequential;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A compiled function gives the bits of the function itself, whatever it is made of. */
class CompiledPropertiesTest {
    private static final List<UnaryOperator<Tensor>> UNARY = List.of(
            Tensor::exp,
            Tensor::tanh,
            Tensor::sigmoid,
            Tensor::relu,
            Tensor::neg,
            Tensor::square,
            Tensor::abs,
            Tensor::gelu,
            Tensor::sin,
            x -> x.add(1.5),
            x -> x.mul(-0.3),
            x -> x.clamp(-1, 2),
            x -> x.abs().add(1).log(),
            x -> x.to(DType.F64).mul(3).to(DType.F32),
            x -> x.copy().add_(1).mul_(x),
            x -> Tensor.ones(x.shape(), x.dtype()).sub(x));

    /** A program of random steps, each on values made before; it has three results. */
    private record Steps(List<Integer> choices) {
        List<Tensor> run(List<Tensor> inputs) {
            var values = new ArrayList<>(inputs);
            var random = new SplittableRandom(choices.hashCode());
            for (int choice : choices) {
                var a = values.get(random.nextInt(values.size()));
                var b = values.get(random.nextInt(values.size()));
                values.add(step(choice, a, b));
            }
            int n = values.size();
            return List.of(values.get(n - 1), values.get(random.nextInt(n)), values.get(n / 2));
        }

        private static Tensor step(int choice, Tensor a, Tensor b) {
            int unary = UNARY.size();
            if (choice < unary) {
                return UNARY.get(choice).apply(a);
            }
            return switch (choice - unary) {
                case 0, 1 -> a.add(b);
                case 2, 3 -> a.mul(b);
                case 4 -> a.sub(b);
                case 5 -> a.div(b.square().add(1));
                case 6 -> a.maximum(b);
                case 7 -> a.lt(b).where(a, b.mul(2));
                case 8 -> a.add(b.sum(true, 0));
                case 9 -> a.sub(b.mean(true, -1));
                case 10 -> a.softmax(-1);
                case 11 -> a.matmul(b.t()).matmul(b);
                case 12 -> a.t().exp().t();
                case 13 -> Tensor.cat(List.of(a, b), 0).slice(0, 1, 1 + a.size(0));
                case 14 -> a.reshape(-1).mul(2).reshape(a.shape());
                case 15 -> a.gt(0).logicalAnd(b.gt(0)).where(a, b);
                case 16 -> a.le(b).logicalXor(b.to(DType.BOOL)).where(b, a.exp());
                case 17 -> a.gt(b).to(DType.F32).mul(a);
                case 18 -> a.isFinite().bitwiseOr(b.lt(0)).bitwiseNot().to(DType.F32);
                default -> a.slice(0, 0, 1).ge(0).where(a, b);
            };
        }
    }

    @Property(tries = 120)
    void aCompiledFunctionHasTheFunctionsBits(
            @ForAll @Size(min = 1, max = 14) List<@IntRange(max = 35) Integer> choices,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns) {
        var steps = new Steps(choices);
        var compiled = Compiled.ofLists(steps::run);
        var random = new Generator(choices.size());
        for (int call = 0; call < 3; call++) {
            var x = random.normal(Shape.of(rows, columns), 0, 2, DType.F32);
            var y = call == 2
                    ? random.normal(Shape.of(columns, rows), 0, 2, DType.F32).t()
                    : random.normal(Shape.of(rows, columns), 0, 2, DType.F32);
            // The first call of each kind is the function's own: the second one is replayed.
            compiled.applyAll(List.of(x, y));
            assertSame(compiled.applyAll(List.of(x, y)), steps.run(List.of(x, y)), compiled.graph(x, y));
        }
    }

    @Property(tries = 40)
    void optimizingAgainChangesNothing(@ForAll @Size(min = 1, max = 14) List<@IntRange(max = 35) Integer> choices) {
        var steps = new Steps(choices);
        var random = new Generator(3);
        var x = random.randn(3, 20);
        var y = random.randn(3, 20);
        var graph = Graph.capture(steps::run, x, y);
        var once = Program.of(graph);
        var twice = Program.of(once.graph());
        assertThat(once.graph().operations()).isLessThanOrEqualTo(graph.operations());
        assertThat(twice.graph().operations()).isLessThanOrEqualTo(once.graph().operations());
        assertSame(twice.run(x, y), once.run(x, y), graph);
    }

    /** The loss and the gradients of all weights, which the function asks for itself. */
    private static List<Tensor> step(Module model, Tensor x, Tensor classes) {
        var loss = model.forward(x).crossEntropy(classes);
        var results = new ArrayList<Tensor>();
        results.add(loss.detach());
        results.addAll(Autograd.grad(loss, model.parameters(), false));
        return results;
    }

    @Property(tries = 10)
    void aCompiledTrainingStepHasTheBitsOfTheStep(@ForAll @IntRange(min = 1, max = 20) int rows) {
        var random = new Generator(rows);
        var model = new Sequential(new Linear(12, 9, random), new GELU(), new Linear(9, 4, random));
        var compiled = Compiled.ofLists(in -> step(model, in.get(0), in.get(1)));
        for (int call = 0; call < 3; call++) {
            var x = random.randn(rows, 12);
            var classes = random.randint(4, rows);
            var results = compiled.applyAll(List.of(x, classes));
            assertSame(results, step(model, x, classes), compiled.graph(x, classes));
            try (var _ = GradMode.noGrad()) {
                for (int i = 0; i < model.parameters().size(); i++) {
                    model.parameters().get(i).add_(results.get(i + 1), -0.1);
                }
            }
        }
        assertThat(compiled.graphs()).isEqualTo(1);
    }

    @Example
    void aResultThatRequiresAGradientIsRefused() {
        var random = new Generator(1);
        var w = random.randn(3).requiresGrad_(true);
        assertThatThrownBy(() -> Compiled.of(x -> x.mul(w)).apply(random.randn(3)))
                .hasMessageContaining("result 0 of shape [3] requires a gradient");
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected, Graph graph) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).toArray())
                    .as("result %d of %s", i, graph)
                    .isEqualTo(expected.get(i).toArray());
        }
    }
}
