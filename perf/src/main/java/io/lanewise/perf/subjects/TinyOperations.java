package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.util.List;

/** What calling an operation costs where there is hardly anything to compute. */
final class TinyOperations {
    private static final int ELEMENTS = 8;

    private TinyOperations() {}

    static List<Subject> subjects() {
        return List.of(add("add", false), add("add_recorded", true));
    }

    private static Subject add(String name, boolean gradient) {
        var task = new Task.TinyAdd(ELEMENTS, gradient);
        return Subject.of(name, "8", "f32", Cost.runs(Cost.Unit.MEGACALLS), () -> new Add(gradient))
                .beside(task, 1e-6)
                .everyday(true);
    }

    private static final class Add implements Work {
        private final boolean gradient;
        private final Tensor x = Tensor.of(Data.floats(ELEMENTS, 1));
        private final Tensor y = Tensor.of(Data.floats(ELEMENTS, 2));
        private Tensor sum = x;

        Add(boolean gradient) {
            this.gradient = gradient;
            x.requiresGrad_(gradient);
        }

        @Override
        public void run() {
            if (gradient) {
                sum = x.add(y);
            } else {
                try (var _ = GradMode.noGrad()) {
                    sum = x.add(y);
                }
            }
        }

        @Override
        public double[] result() {
            return Data.sample(sum.detach().toArray());
        }
    }
}
