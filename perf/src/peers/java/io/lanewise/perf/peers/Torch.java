package io.lanewise.perf.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.lanewise.perf.Data;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** libtorch, called from Java through DJL; results are released at once, so that its allocator has them again. */
public final class Torch implements Peer {
    private static final Set<String> FUNCTIONS =
            Set.of("gelu", "gelu_tanh", "silu", "tanh", "sigmoid", "relu", "exp", "log", "erf", "sin", "cos");
    private static final Set<String> ROWS = Set.of("softmax", "log_softmax", "layer_norm", "rms_norm");

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public boolean supports(Task task) {
        return switch (task) {
            case Task.Elementwise(String function, int _) -> FUNCTIONS.contains(function);
            case Task.Rows(String function, int _, int _) -> ROWS.contains(function);
            case Task.OptimizerStep _, Task.Attention _, Task.TinyAdd _, Task.TrainingEpoch _ -> true;
            case Task.Product _, Task.Convolution _, Task.Convolutions _ -> false;
        };
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        if (vectorBits < 512) {
            environment.put("ATEN_CPU_CAPABILITY", "avx2");
            environment.put("ONEDNN_MAX_CPU_ISA", "AVX2");
            environment.put("MKL_ENABLE_INSTRUCTIONS", "AVX2");
        }
        return environment;
    }

    @Override
    public Work work(Task task, int threads) {
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        JniUtils.setNumThreads(threads);
        return switch (task) {
            case Task.Elementwise(String function, int n) -> elementwise(manager, function, n);
            case Task.Rows rows -> rows(manager, rows);
            case Task.Attention attention -> attention(manager, attention);
            case Task.OptimizerStep(String optimizer, int n) -> step(manager, optimizer, n);
            case Task.TinyAdd(int n, boolean gradient) -> tinyAdd(manager, n, gradient);
            case Task.TrainingEpoch(int images) -> new TorchTraining(manager, images);
            default -> throw new IllegalArgumentException("libtorch: has no " + task);
        };
    }

    private static Work elementwise(NDManager manager, String function, int n) {
        NDArray x = manager.create(Data.floats(n, 1));
        String call =
                function.equals("gelu_tanh") ? "torch.gelu(x, approximate=\"tanh\")" : "torch." + function + "(x)";
        return script(manager, List.of("x"), new NDList(function.equals("log") ? x.abs() : x), "return " + call);
    }

    private static Work rows(NDManager manager, Task.Rows task) {
        NDArray x =
                manager.create(Data.floats(task.rows() * task.columns(), 1), new Shape(task.rows(), task.columns()));
        NDArray ones = manager.ones(new Shape(task.columns()));
        NDArray zeros = manager.zeros(new Shape(task.columns()));
        int columns = task.columns();
        return switch (task.function()) {
            case "softmax" -> timed(() -> x.softmax(1));
            case "log_softmax" -> timed(() -> x.logSoftmax(1));
            case "layer_norm" ->
                script(
                        manager,
                        List.of("x", "w", "b"),
                        new NDList(x, ones, zeros),
                        "return torch.layer_norm(x, [%d], w, b, 1.0000000000000001e-05, False)".formatted(columns));
            default ->
                script(
                        manager,
                        List.of("x", "w"),
                        new NDList(x, ones),
                        "return torch.rms_norm(x, [%d], w, 1.0000000000000001e-05)".formatted(columns));
        };
    }

    private static Work attention(NDManager manager, Task.Attention task) {
        var shape = new Shape(task.batch(), task.heads(), task.length(), task.width());
        int n = Math.toIntExact(shape.size());
        var operands = new NDList(IntStream.rangeClosed(1, 3)
                .mapToObj(seed -> manager.create(Data.floats(n, seed), shape))
                .toList());
        return script(
                manager,
                List.of("q", "k", "v"),
                operands,
                "return torch.scaled_dot_product_attention(q, k, v, None, 0., %s)"
                        .formatted(task.causal() ? "True" : "False"));
    }

    /** The fused steps, the fastest that libtorch has. */
    private static Work step(NDManager manager, String optimizer, int n) {
        NDArray parameter = manager.create(Data.floats(n, 1));
        NDArray gradient = manager.create(Data.floats(n, 2));
        NDArray first = manager.zeros(new Shape(n));
        NDArray second = manager.zeros(new Shape(n));
        NDArray steps = manager.zeros(new Shape());
        var operands = new NDList(parameter, gradient, first, second, steps);
        String call = optimizer.equals("adam")
                ? "torch._fused_adam_(a, b, c, d, annotate(List[Tensor], []), e, lr=0.001, beta1=0.9, beta2=0.999,"
                        + " weight_decay=0., eps=1e-08, amsgrad=False, maximize=False)"
                : "torch._fused_sgd_(a, b, c, weight_decay=0., momentum=0.9, lr=0.001, dampening=0.,"
                        + " nesterov=False, maximize=False, is_first_step=False)";
        // The compiler removes the call where nothing is taken from a list afterwards.
        var script = new Script(
                manager,
                List.of("p", "g", "m", "v", "t"),
                "a = [p]",
                "b = [g]",
                "c = [m]",
                "d = [v]",
                "e = [torch.add_(t, 1)]",
                "_0 = " + call,
                "return a[0]");
        return Work.of(() -> script.call(operands).close(), () -> Data.sample(parameter.toFloatArray()));
    }

    private static Work tinyAdd(NDManager manager, int n, boolean gradient) {
        NDArray x = manager.create(Data.floats(n, 1));
        NDArray y = manager.create(Data.floats(n, 2));
        x.setRequiresGradient(gradient);
        JniUtils.setGradMode(gradient);
        return timed(() -> x.add(y));
    }

    private static Work script(NDManager manager, List<String> names, NDList arguments, String... body) {
        var script = new Script(manager, names, body);
        return timed(() -> script.call(arguments));
    }

    /** A function whose result is released, or read where it is asked for. */
    private static Work timed(Supplier<NDArray> function) {
        return Work.of(() -> function.get().close(), () -> {
            try (NDArray result = function.get()) {
                return Data.sample(result.toFloatArray());
            }
        });
    }
}
