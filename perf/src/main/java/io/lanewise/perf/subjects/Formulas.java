package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Task.Operand;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** Subjects that are a function of tensors: ours in Java beside the same in TorchScript. */
final class Formulas {
    private Formulas() {}

    /** A function that reads each operand once and writes {@code written} bytes. */
    static Subject subject(
            String name,
            String shape,
            double written,
            String script,
            Function<List<Tensor>, Tensor> function,
            Operand... operands) {
        var list = List.of(operands);
        double read = list.stream().mapToDouble(Operand::bytes).sum();
        return subject(name, shape, Cost.memory(0, read, written), script, function, list);
    }

    static Subject subject(
            String name,
            String shape,
            Cost cost,
            String script,
            Function<List<Tensor>, Tensor> function,
            List<Operand> operands) {
        String dtype = operands.getFirst().dtype().name().toLowerCase(java.util.Locale.ROOT);
        return Subject.of(name, shape, dtype, cost, () -> {
                    var tensors = tensors(operands);
                    return Scoped.work(() -> function.apply(tensors));
                })
                .beside(new Task.Formula(script, operands), 1e-5);
    }

    private static List<Tensor> tensors(List<Operand> operands) {
        var tensors = new Tensor[operands.size()];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = tensor(operands.get(i), i + 1);
        }
        return List.of(tensors);
    }

    private static Tensor tensor(Operand operand, int seed) {
        int n = operand.elements();
        var shape =
                Shape.of(operand.sizes().stream().mapToInt(Integer::intValue).toArray());
        var values = operand.dtype().isFloat()
                ? Tensor.wrap(Data.floats(n, operand.low(), operand.high(), seed), DType.F32, shape)
                : Tensor.wrap(Data.integers(n, operand.low(), operand.high(), seed), DType.I64, shape);
        return values.to(operand.dtype());
    }
}
