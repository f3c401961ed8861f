package io.lanewise.tensor.cpu;

import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Interpreter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Runs elementwise functions for which there is no kernel, neither generated nor written at run time: slowly, with the
 * bits that their kernel would give. They are of floats, so f64 holds every operand.
 */
final class Interpreted {
    private Interpreted() {}

    static void run(Elementwise function, double[] params, List<Tensor> in, Tensor out) {
        var model = Interpreter.model(function.expr(), Inference.operandType(in).element());
        var shape = out.shape();
        double[][] operands;
        try (var _ = GradMode.noGrad()) {
            operands = in.stream().map(x -> x.expand(shape).toDoubleArray()).toArray(double[][]::new);
        }
        var values = new double[shape.elements()];
        var element = new double[operands.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < element.length; j++) {
                element[j] = operands[j][i];
            }
            values[i] = model.apply(element, params);
        }
        CopyRun.run(Tensor.wrap(values, DType.F64, shape), out);
    }
}
