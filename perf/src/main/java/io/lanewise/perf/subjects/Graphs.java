package io.lanewise.perf.subjects;

import io.lanewise.graph.Compiled;
import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Functions of tensors run operation by operation and compiled, both within a scope and without gradients. */
final class Graphs {
    private Graphs() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Shape shape : List.of(Shape.of(8), Shape.of(64, 128), Shape.of(1000, 1000))) {
            pair(subjects, "swish_add", shape, () -> Graphs::swishAdd);
            pair(subjects, "composed_gelu", shape, () -> Graphs::composedGelu);
        }
        for (int rows : new int[] {1, 64}) {
            pair(subjects, "mlp", Shape.of(rows, 784), Graphs::network);
        }
        return subjects;
    }

    private static Tensor swishAdd(Tensor x) {
        return x.mul(x.sigmoid()).add(x);
    }

    /** GELU's approximation by tanh, written out (Hendrycks and Gimpel 2016, arXiv:1606.08415). */
    private static Tensor composedGelu(Tensor x) {
        Tensor inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(inner.tanh().add(1)).mul(0.5);
    }

    private static UnaryOperator<Tensor> network() {
        var random = new Generator(1);
        var model = new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
        return model::forward;
    }

    private static void pair(
            List<Subject> subjects, String name, Shape shape, Supplier<UnaryOperator<Tensor>> function) {
        subjects.add(subject("eager_" + name, shape, () -> work(shape, function.get())));
        subjects.add(subject("compiled_" + name, shape, () -> {
            var compiled = Compiled.of(function.get());
            return work(shape, compiled::apply);
        }));
    }

    private static Subject subject(String name, Shape shape, Supplier<Work> work) {
        int[] sizes = shape.toArray();
        var text = new StringBuilder();
        for (int size : sizes) {
            text.append(text.isEmpty() ? "" : "x").append(size);
        }
        return Subject.of(name, text.toString(), "f32", Cost.runs(Cost.Unit.CALLS), work);
    }

    private static Work work(Shape shape, UnaryOperator<Tensor> function) {
        Tensor x = Tensor.wrap(Data.floats(shape.elements(), 1), DType.F32, shape);
        return () -> {
            try (var _ = GradMode.noGrad();
                    var _ = Scope.open()) {
                var _ = function.apply(x);
            }
        };
    }
}
