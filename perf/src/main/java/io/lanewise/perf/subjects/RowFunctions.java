package io.lanewise.perf.subjects;

import io.lanewise.nn.LayerNorm;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Softmax and normalization of rows of 1024, within a scope. */
final class RowFunctions {
    private static final int COLUMNS = 1024;
    private static final int[] MEGABYTES = {1, 16, 64};

    private RowFunctions() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int megabytes : MEGABYTES) {
            boolean parallel = megabytes == 16;
            subjects.add(subject("softmax", megabytes, x -> x.softmax(1))
                    .everyday(true)
                    .parallel(parallel));
            subjects.add(subject("log_softmax", megabytes, x -> x.logSoftmax(1)));
            var norm = new LayerNorm(COLUMNS);
            subjects.add(subject("layer_norm", megabytes, norm::forward)
                    .everyday(true)
                    .parallel(parallel));
        }
        return subjects;
    }

    private static Subject subject(String name, int megabytes, UnaryOperator<Tensor> function) {
        int n = megabytes << 18;
        var task = new Task.Rows(name, n / COLUMNS, COLUMNS);
        return Subject.of(name, megabytes + "MB", "f32", Cost.memory(0, 4.0 * n, 4.0 * n), () -> {
                    Tensor x = Tensor.wrap(Data.floats(n, 1), DType.F32, Shape.of(n / COLUMNS, COLUMNS));
                    return Scoped.work(() -> function.apply(x));
                })
                .beside(task, 1e-5);
    }
}
