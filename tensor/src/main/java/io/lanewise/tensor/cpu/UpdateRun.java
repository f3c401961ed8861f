package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Pool;
import io.lanewise.kernels.StepKernels;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs one step of an optimizer on a parameter, its gradient and its state, in one pass. */
final class UpdateRun {
    private static final int GRAIN = 1 << 15;

    private UpdateRun() {}

    static void run(Op.Update op, List<Tensor> tensors) {
        var step = op.step();
        var first = tensors.getFirst();
        if (tensors.size() != step.operands().size()) {
            throw new IllegalArgumentException(
                    step.name() + ": expected the tensors " + step.operands() + ", got " + tensors.size());
        }
        var dense = new ArrayList<Tensor>(tensors.size());
        for (var tensor : tensors) {
            if (!tensor.shape().equals(first.shape()) || tensor.dtype() != first.dtype()) {
                throw new ShapeException(step.name() + ": " + tensor.shape() + " " + tensor.dtype()
                        + " does not match the parameter " + first.shape() + " " + first.dtype());
            }
            dense.add(tensor.contiguous());
        }
        var kernel = Objects.requireNonNull(StepKernels.find(step, first.dtype().element()));
        var params = op.params().stream().mapToDouble(Double::doubleValue).toArray();
        var arrays = dense.stream().map(HeapStorage::arrayOf).toArray();
        Pool.ranges(first.elements(), GRAIN, (from, to) -> {
            var offsets = new int[arrays.length];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = dense.get(i).offset() + (int) from;
            }
            kernel.run(arrays, offsets, (int) (to - from), params);
        });
        for (var assignment : step.assignments()) {
            int operand = assignment.operand();
            if (dense.get(operand) != tensors.get(operand)) {
                CopyRun.run(dense.get(operand), tensors.get(operand));
            }
        }
    }
}
