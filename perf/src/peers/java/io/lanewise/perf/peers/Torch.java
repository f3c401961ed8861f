package io.lanewise.perf.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lanewise.perf.Data;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** libtorch, called from Java through DJL; results are released at once, so that its allocator has them again. */
public final class Torch implements Peer {
    private static final Set<String> ROWS = Set.of("softmax", "log_softmax", "layer_norm", "rms_norm");

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public boolean supports(Task task) {
        return switch (task) {
            case Task.Rows(String function, int _, int _) -> ROWS.contains(function);
            case Task.Formula _, Task.OptimizerStep _, Task.Attention _, Task.TinyCall _, Task.TrainingEpoch _ -> true;
            case Task.Product _, Task.StoredProduct _, Task.Convolution _, Task.Convolutions _, Task.Model _ -> false;
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
            case Task.Formula formula -> formula(manager, formula);
            case Task.Rows rows -> rows(manager, rows);
            case Task.Attention attention -> attention(manager, attention);
            case Task.OptimizerStep(String optimizer, int n) -> step(manager, optimizer, n);
            case Task.TinyCall tiny -> tiny(manager, tiny);
            case Task.TrainingEpoch(int images) -> new TorchTraining(manager, images);
            default -> throw new IllegalArgumentException("libtorch: has no " + task);
        };
    }

    private static Work formula(NDManager manager, Task.Formula task) {
        var operands = new NDList();
        for (var operand : task.operands()) {
            operands.add(operand(manager, operand, operands.size() + 1));
        }
        var names = List.of("x", "y", "z", "w").subList(0, operands.size());
        String expression = task.expression();
        for (DType type : DType.values()) {
            expression = expression.replaceAll("\\b" + type.name() + "\\b", Integer.toString(Script.code(type)));
        }
        return script(manager, names, operands, "return " + expression);
    }

    private static NDArray operand(NDManager manager, Task.Operand operand, int seed) {
        int n = operand.elements();
        var shape =
                new Shape(operand.sizes().stream().mapToLong(Integer::longValue).toArray());
        NDArray values = operand.dtype().isFloat()
                ? manager.create(Data.floats(n, operand.low(), operand.high(), seed), shape)
                : manager.create(Data.integers(n, operand.low(), operand.high(), seed), shape);
        return converted(manager, values, operand.dtype());
    }

    /** DJL's own conversions leave out bf16. */
    private static NDArray converted(NDManager manager, NDArray x, DType type) {
        return new Script(manager, List.of("x"), "return torch.to(x, " + Script.code(type) + ")").call(new NDList(x));
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

    private static Work tiny(NDManager manager, Task.TinyCall task) {
        var operand = new Task.Operand(DType.F32, -1, 1, task.sizes());
        NDArray x = operand(manager, operand, 1);
        NDArray y = operand(manager, operand, 2);
        x.setRequiresGradient(task.gradient());
        JniUtils.setGradMode(task.gradient());
        return timed(
                switch (task.function()) {
                    case ADD -> () -> x.add(y);
                    case MUL -> () -> x.mul(y);
                    case MATMUL -> () -> x.matMul(y);
                    case SUM -> x::sum;
                    case RELU -> () -> JniUtils.relu((PtNDArray) x);
                });
    }

    private static Work script(NDManager manager, List<String> names, NDList arguments, String... body) {
        var script = new Script(manager, names, body);
        return Work.of(() -> script.call(arguments).close(), () -> {
            try (NDArray result = script.call(arguments)) {
                return Data.sample(converted(manager, result, DType.F64).toDoubleArray());
            }
        });
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
