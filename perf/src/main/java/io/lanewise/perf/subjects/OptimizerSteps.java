package io.lanewise.perf.subjects;

import io.lanewise.nn.optim.Adam;
import io.lanewise.nn.optim.Optimizer;
import io.lanewise.nn.optim.SGD;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Steps of optimizers over one parameter. */
final class OptimizerSteps {
    private static final int[] MEGABYTES = {1, 16, 64};
    private static final double RATE = 0.001;

    private OptimizerSteps() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int megabytes : MEGABYTES) {
            subjects.add(subject("adam", megabytes, 4, 3, parameters -> new Adam(parameters, RATE))
                    .everyday(true)
                    .parallel(megabytes == 16));
            subjects.add(subject("sgd", megabytes, 3, 2, parameters -> new SGD(parameters, RATE).momentum(0.9)));
        }
        return subjects;
    }

    /** The arrays that are read and those that are written: the parameter, the gradient, and the state. */
    private static Subject subject(
            String name, int megabytes, int read, int written, Function<List<Tensor>, Optimizer> make) {
        int n = megabytes << 18;
        var cost = Cost.memory(0, 4.0 * n * read, 4.0 * n * written);
        return Subject.of(name, megabytes + "MB", "f32", cost, () -> {
                    Tensor parameter = Tensor.of(Data.floats(n, 1)).requiresGrad_(true);
                    parameter.mul(Tensor.of(Data.floats(n, 2))).sum().backward();
                    Optimizer optimizer = make.apply(List.of(parameter));
                    return Work.of(
                            optimizer::step,
                            () -> Data.sample(parameter.detach().toArray()));
                })
                .beside(new Task.OptimizerStep(name, n), 1e-5);
    }
}
