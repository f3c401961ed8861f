package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Functions of each element of a large tensor, within a scope. */
final class Elementwise {
    private static final int[] MEGABYTES = {1, 16, 64};
    private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = new TreeMap<>(Map.of(
            "gelu", Tensor::gelu,
            "gelu_tanh", Tensor::geluTanh,
            "silu", Tensor::silu,
            "relu", Tensor::relu,
            "tanh", Tensor::tanh,
            "exp", Tensor::exp,
            "log", Tensor::log,
            "erf", Tensor::erf,
            "sin", Tensor::sin,
            "cos", Tensor::cos));
    private static final List<String> EVERYDAY = List.of("gelu", "silu");

    private Elementwise() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        FUNCTIONS.forEach((name, function) -> {
            for (int megabytes : MEGABYTES) {
                subjects.add(subject(name, function, megabytes)
                        .everyday(EVERYDAY.contains(name))
                        .parallel(megabytes == 16));
            }
        });
        return subjects;
    }

    private static Subject subject(String name, UnaryOperator<Tensor> function, int megabytes) {
        int n = megabytes << 18;
        var task = new Task.Elementwise(name, n);
        return Subject.of(name, megabytes + "MB", "f32", Cost.memory(0, 4.0 * n, 4.0 * n), () -> {
                    float[] values = Data.floats(n, 1);
                    Tensor x = name.equals("log") ? Tensor.of(values).abs() : Tensor.of(values);
                    return Scoped.work(() -> function.apply(x));
                })
                .beside(task, 1e-5);
    }
}
