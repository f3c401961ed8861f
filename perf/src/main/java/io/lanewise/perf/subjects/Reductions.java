package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task.Operand;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reductions and running sums along the axes of tensors, within a scope. */
final class Reductions {
    private static final int ROWS = 2048;
    private static final int COLUMNS = 1024;
    private static final double BYTES = 4.0 * ROWS * COLUMNS;
    private static final List<String> EVERYDAY = List.of("sum", "argmax", "cumsum");

    private final List<Subject> subjects = new ArrayList<>();

    private Reductions() {}

    static List<Subject> subjects() {
        var all = new Reductions();
        for (int axis = 0; axis < 2; axis++) {
            all.along(axis);
            all.running(axis);
        }
        all.several();
        all.truth();
        return all.subjects;
    }

    private void along(int axis) {
        var over = "(x, [" + axis + "])";
        reduce("sum", axis, "torch.sum" + over, x -> x.sum(axis));
        reduce("mean", axis, "torch.mean" + over, x -> x.mean(axis));
        reduce("var", axis, "torch.var" + over, x -> x.var(1, false, axis));
        reduce("std", axis, "torch.std" + over, x -> x.std(1, false, axis));
        reduce("norm", axis, "torch.linalg_vector_norm(x, 2, [" + axis + "])", x -> x.norm(false, axis));
        reduce("prod", axis, "torch.prod(x, " + axis + ")", x -> x.prod(false, axis));
        reduce("amax", axis, "torch.amax" + over, x -> x.amax(false, axis));
        reduce("logsumexp", axis, "torch.logsumexp" + over, x -> x.logSumExp(false, axis));
        reduce("argmax", axis, "torch.argmax(x, " + axis + ")", x -> x.argmax(axis));
        reduce("argmin", axis, "torch.argmin(x, " + axis + ")", x -> x.argmin(axis));
        reduce("max", axis, "(torch.max(x, " + axis + "))[1]", x -> x.max(axis, false)
                .indices());
        reduce("topk", axis, "(torch.topk(x, 5, " + axis + "))[0]", x -> x.topk(5, axis, true)
                .values());
    }

    private void running(int axis) {
        scan("cumsum", axis, x -> x.cumsum(axis));
        scan("cumprod", axis, x -> x.cumprod(axis));
        scan("logcumsumexp", axis, x -> x.logCumSumExp(axis));
    }

    private void several() {
        var images = Operand.floats(DType.F32, 8, 64, 64, 64);
        add("sum", "8x64x64x64_over_0_2_3", images, 0, "torch.sum(x, [0, 2, 3])", x -> x.sum(0, 2, 3));
        add("mean", "8x64x64x64_over_2_3", images, 0, "torch.mean(x, [2, 3])", x -> x.mean(2, 3));
        add("var", "8x64x64x64_over_0_2_3", images, 0, "torch.var(x, [0, 2, 3])", x -> x.var(1, false, 0, 2, 3));
        add("amax", "8x64x64x64_over_1", images, BYTES / 64, "torch.amax(x, [1])", x -> x.amax(false, 1));
        add("argmax", "8x64x64x64_over_1", images, BYTES / 32, "torch.argmax(x, 1)", x -> x.argmax(1));
        var vector = Operand.floats(DType.F32, ROWS * COLUMNS);
        add("sum", "2M", vector, 0, "torch.sum(x)", Tensor::sum);
        add("argmax", "2M", vector, 0, "torch.argmax(x)", Tensor::argmax);
        var longs = new Operand(DType.I64, 0, 100, List.of(ROWS, COLUMNS));
        add("sum", "2048x1024_over_1", longs, 8.0 * ROWS, "torch.sum(x, [1])", x -> x.sum(1));
        add("amax", "2048x1024_over_1", longs, 8.0 * ROWS, "torch.amax(x, [1])", x -> x.amax(false, 1));
        add("argmax", "2048x1024_over_1", longs, 8.0 * ROWS, "torch.argmax(x, 1)", x -> x.argmax(1));
        var ints = new Operand(DType.I32, 0, 100, List.of(ROWS, COLUMNS));
        add("sum", "2048x1024_over_1", ints, 8.0 * ROWS, "torch.sum(x, [1])", x -> x.sum(1));
        add("amax", "2048x1024_over_0", ints, 4.0 * COLUMNS, "torch.amax(x, [0])", x -> x.amax(false, 0));
    }

    private void truth() {
        var trues = new Operand(DType.BOOL, 1, 2, List.of(ROWS, COLUMNS));
        var falses = new Operand(DType.BOOL, 0, 1, List.of(ROWS, COLUMNS));
        add("all", "2048x1024_over_1", trues, ROWS, "torch.all(x, 1)", x -> x.all(false, 1));
        add("all", "2048x1024_over_0", trues, COLUMNS, "torch.all(x, 0)", x -> x.all(false, 0));
        add("any", "2048x1024", falses, 1, "torch.any(x)", Tensor::any);
        add("sum", "2048x1024_over_1", trues, 8.0 * ROWS, "torch.sum(x, [1])", x -> x.sum(1));
        var floats = Operand.floats(DType.F32, ROWS, COLUMNS);
        add("all", "2048x1024_over_1", floats, ROWS, "torch.all(x, 1)", x -> x.all(false, 1));
    }

    private void reduce(String name, int axis, String script, UnaryOperator<Tensor> function) {
        add(name, "2048x1024_over_" + axis, Operand.floats(DType.F32, ROWS, COLUMNS), 0, script, function);
    }

    private void scan(String name, int axis, UnaryOperator<Tensor> function) {
        var script = "torch." + name + "(x, " + axis + ")";
        add(name, "2048x1024_along_" + axis, Operand.floats(DType.F32, ROWS, COLUMNS), BYTES, script, function);
    }

    private void add(
            String name, String shape, Operand operand, double written, String script, UnaryOperator<Tensor> function) {
        var cost = Cost.memory(0, operand.bytes(), written);
        subjects.add(Formulas.subject(name, shape, cost, script, in -> function.apply(in.getFirst()), List.of(operand))
                .everyday(EVERYDAY.contains(name) && shape.startsWith("2048")));
    }
}
