package io.lanewise.perf;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be computed, as data: Lanewise and its peers each have work for it. Inputs come from {@link Data} with the
 * seeds 1, 2, 3 … in the order in which the task names them.
 */
public sealed interface Task {
    /** {@code c = a·b}, row-major; b is constant, so that a side may pack it beforehand, where {@code constant}. */
    record Product(ElementType type, int m, int n, int k, boolean constant) implements Task {}

    /**
     * {@code c = a·wᵀ} with constant weights {@code [n, k]} that are rounded to a format, read from memory: each run takes
     * others than the runs before. Only Lanewise's own f32 product has such work.
     */
    record StoredProduct(WeightFormat format, int m, int n, int k) implements Task {}

    /**
     * A two-dimensional convolution, NCHW and OIHW, without a bias.
     *
     * @param pass what is computed
     */
    record Convolution(
            int batch,
            int channels,
            int height,
            int width,
            int outputs,
            int kernelHeight,
            int kernelWidth,
            int stride,
            int padding,
            int groups,
            Pass pass)
            implements Task {
        public int outputHeight() {
            return (height + 2 * padding - kernelHeight) / stride + 1;
        }

        public int outputWidth() {
            return (width + 2 * padding - kernelWidth) / stride + 1;
        }

        /** The number of the kernel's elements. */
        public int weights() {
            int inputs = channels / groups;
            return outputs * inputs * kernelHeight * kernelWidth;
        }

        public double flops() {
            double forward = 2.0 * batch * outputHeight() * outputWidth() * weights();
            return pass == Pass.TRAINING ? 3 * forward : forward;
        }
    }

    /** The parts of a convolution's training step. */
    enum Pass {
        FORWARD,
        BY_DATA,
        BY_WEIGHTS,
        /** All three; the result is the gradient by the weights. */
        TRAINING
    }

    /** A number of convolutions one after the other, each so many times: a network's. */
    record Convolutions(List<Convolution> shapes, List<Integer> times) implements Task {}

    /** A function of tensors called x, y, z and w: an expression of TorchScript, with our names of types. */
    record Formula(String expression, List<Operand> operands) implements Task {}

    /** A tensor of numbers from {@code low} to below {@code high}; of bools, where {@code high} is 2, both occur. */
    record Operand(DType dtype, int low, int high, List<Integer> sizes) {
        /** Floats between -1 and 1. */
        public static Operand floats(DType dtype, Integer... sizes) {
            return new Operand(dtype, -1, 1, List.of(sizes));
        }

        public int elements() {
            return sizes.stream().reduce(1, Math::multiplyExact);
        }

        public double bytes() {
            return (double) elements() * dtype.bytes();
        }

        /** The numbers of an operand that stands alone: f32 or i64. */
        public Object values() {
            return switch (dtype) {
                case F32 -> Data.floats(elements(), low, high, 1);
                case I64 -> Data.integers(elements(), low, high, 1);
                default -> throw new IllegalArgumentException("values: " + dtype + "; expected F32 or I64");
            };
        }
    }

    /** softmax, log_softmax, layer_norm or rms_norm of the rows of an f32 matrix; gains and biases are ones, zeros. */
    record Rows(String function, int rows, int columns) implements Task {}

    /** Scaled dot-product attention, f32 {@code [batch, heads, length, width]}. */
    record Attention(int batch, int heads, int length, int width, boolean causal) implements Task {}

    /** A step of adam, or of sgd with momentum, over one f32 parameter; the result is the parameter after one. */
    record OptimizerStep(String optimizer, int n) implements Task {}

    /** A function of one or two f32 tensors of these sizes; with a gradient it is recorded for a backward pass. */
    record TinyCall(Tiny function, List<Integer> sizes, boolean gradient) implements Task {}

    /** Functions whose call costs more than what they compute. */
    enum Tiny {
        ADD,
        MUL,
        MATMUL,
        SUM,
        RELU
    }

    /** An epoch of the network of {@code lanewise train} on so many images, shuffled, in batches of 64. */
    record TrainingEpoch(int images) implements Task {}

    /**
     * A call of a model in ONNX's format; all outputs, as floats, in the model's order, are the result.
     *
     * @param file its name in the folder of models
     * @param inputs by name, each with the numbers of {@link Operand#values}
     */
    record Model(String file, Map<String, Operand> inputs) implements Task {
        /** The property that names the folder of models. */
        public static final String FOLDER = "lanewise.models";

        public Path path() {
            return Path.of(System.getProperty(FOLDER, ""), file);
        }
    }
}
