package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/** What calling an operation costs where there is hardly anything to compute. */
final class TinyOperations {
    private TinyOperations() {}

    static List<Subject> subjects() {
        return List.of(
                subject("add", Task.Tiny.ADD, false, Tensor::add),
                subject("add_recorded", Task.Tiny.ADD, true, Tensor::add),
                subject("mul", Task.Tiny.MUL, false, Tensor::mul),
                subject("mul_recorded", Task.Tiny.MUL, true, Tensor::mul),
                subject("matmul", Task.Tiny.MATMUL, false, Tensor::matmul),
                subject("matmul_recorded", Task.Tiny.MATMUL, true, Tensor::matmul),
                subject("sum", Task.Tiny.SUM, false, (x, y) -> x.sum()),
                subject("sum_recorded", Task.Tiny.SUM, true, (x, y) -> x.sum()),
                subject("relu", Task.Tiny.RELU, false, (x, y) -> x.relu()));
    }

    private static Subject subject(String name, Task.Tiny function, boolean gradient, BinaryOperator<Tensor> ours) {
        var sizes = function == Task.Tiny.MATMUL ? List.of(2, 2) : List.of(8);
        var shape = String.join("x", sizes.stream().map(Object::toString).toList());
        return Subject.of(name, shape, "f32", Cost.runs(Cost.Unit.MEGACALLS), () -> new Call(sizes, gradient, ours))
                .beside(new Task.TinyCall(function, sizes, gradient), 1e-6)
                .everyday(true);
    }

    private static final class Call implements Work {
        private final boolean gradient;
        private final BinaryOperator<Tensor> function;
        private final Tensor x;
        private final Tensor y;
        private Tensor result;

        Call(List<Integer> sizes, boolean gradient, BinaryOperator<Tensor> function) {
            var shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
            this.gradient = gradient;
            this.function = function;
            this.x = Tensor.wrap(Data.floats(shape.elements(), 1), DType.F32, shape);
            this.y = Tensor.wrap(Data.floats(shape.elements(), 2), DType.F32, shape);
            this.result = x;
            x.requiresGrad_(gradient);
        }

        @Override
        public void run() {
            if (gradient) {
                result = function.apply(x, y);
            } else {
                try (var _ = GradMode.noGrad()) {
                    result = function.apply(x, y);
                }
            }
        }

        @Override
        public double[] result() {
            return Data.sample(result.detach().toArray());
        }
    }
}
