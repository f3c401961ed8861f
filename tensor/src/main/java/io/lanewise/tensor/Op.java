package io.lanewise.tensor;

import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Reduction;
import io.lanewise.expr.Step;
import io.lanewise.expr.WeightFormat;
import java.util.List;

/**
 * An operation as data: its attributes, never its tensors. The same record is executed by every backend, gives the
 * shape of its result ({@link Inference}) and has a derivative rule. Axes are counted from the first dimension and are
 * in range; arguments were checked where the operation was asked for, in {@link Tensor}.
 */
public sealed interface Op {
    /** The name in messages: that of the function for {@link Map}, else the record's. */
    default String name() {
        var name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Whether the result is another view of the first input's storage. */
    default boolean isView() {
        return this instanceof View;
    }

    // Elementwise

    /** f of each element; the inputs are of one type (a condition is bool) and are broadcast to each other. */
    record Map(Elementwise function, List<Double> params) implements Op {
        public Map(Elementwise function) {
            this(function, List.of());
        }

        @Override
        public String name() {
            return function.name();
        }
    }

    /** The same values in another element type. */
    record Cast(DType dtype) implements Op {}

    /** The same values in new, dense storage. */
    record Copy() implements Op {}

    /** One step of an optimizer, in place; inputs: the parameter, its gradient, the state. The output is the parameter. */
    record Update(Step step, List<Double> params) implements Op {}

    // Reductions

    /** A reduction over some axes, which stay with size 1 or go; over none, of each element by itself. */
    record Reduce(Reduction kind, List<Integer> axes, boolean keepAxes) implements Op {
        @Override
        public String name() {
            return kind.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Running sums or products along an axis. */
    record Scan(Reduction kind, int axis) implements Op {
        @Override
        public String name() {
            return "cum" + kind.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The indices (i64) that sort along an axis; equal elements keep their order; NaN counts as the greatest. */
    record ArgSort(int axis, boolean descending) implements Op {}

    // Rows: functions along the last axis

    /** exp(x) / Σ exp(x) along the last axis. */
    record Softmax() implements Op {}

    /** Inputs y = softmax(x) and g: y·(g − Σ g·y). */
    record SoftmaxGrad() implements Op {}

    /** x − log Σ exp(x) along the last axis. */
    record LogSoftmax() implements Op {}

    /** Inputs y = log-softmax(x) and g: g − exp(y)·Σ g. */
    record LogSoftmaxGrad() implements Op {}

    /** Inputs logits [n, c] and classes i64 [n]: −log softmax(logits)[class] for each row, 0 where class = ignored. */
    record CrossEntropy(int ignoredClass) implements Op {}

    /** Inputs logits [n, c], classes i64 [n], g [n]: the gradient of {@link CrossEntropy} by the logits. */
    record CrossEntropyGrad(int ignoredClass) implements Op {}

    /**
     * (x − mean) / √(variance + eps) along the last axis, where mean and variance are the row's, or x / √(mean of x² + eps)
     * where it is not to be centered; inputs x [.., n] and optionally scale [n], and shift [n] beside it: ·scale + shift.
     */
    record Normalize(double eps, boolean centered) implements Op {}

    /** Inputs x, g and optionally scale: the gradient of {@link Normalize} by x. It has no derivative. */
    record NormalizeGrad(double eps, boolean centered) implements Op {}

    /** Inputs x and g: the gradients of {@link Normalize} by scale and, if centered, shift, [1 or 2, n]. */
    record NormalizeWeightGrad(double eps, boolean centered) implements Op {}

    // Matrices

    /** [..., m, k] x [..., k, n] with equal leading sizes. */
    record MatMul() implements Op {}

    /** x·wᵀ (+ b): x [..., k], w [n, k] and optionally b [n]. */
    record Linear() implements Op {}

    /** A {@link Linear}, {@link DynamicLinear} or {@link Convolution} and a function of each element of its result, in one pass. */
    record Activated(Op product, Map activation) implements Op {
        public Activated {
            if (!takesActivation(product)) {
                throw new IllegalArgumentException(
                        product.name() + ": has no activation of its own; a linear map or a convolution has");
            }
        }

        /** Whether an operation's last pass can go on with a function of each element. */
        public static boolean takesActivation(Op op) {
            return op instanceof Linear || op instanceof DynamicLinear || op instanceof Convolution;
        }

        @Override
        public String name() {
            return product.name() + "_" + activation.name();
        }
    }

    /**
     * x·wᵀ (+ b) with weights of few bits: x f32 [..., k] and w as {@link QuantizedWeight} stores them in this format,
     * then for i8 the scales f32 [n], and optionally b f32 [n].
     */
    record QuantizedLinear(WeightFormat format) implements Op {}

    /**
     * The exact product of matrices of bytes, (a − za)·(b − zb) in i32: a [..., m, k] and b [..., k, n], each i8 or u8, and
     * their zero points, of the same types, za [..., m or 1, 1] and zb [..., 1, n or 1], all with equal leading sizes.
     */
    record IntegerMatMul() implements Op {}

    /**
     * x·wᵀ (+ b) in integers: x f32 [..., k] is quantized as a whole to u8, as ONNX's DynamicQuantizeLinear does, w is i8 or
     * u8 [n, k], then come its scales f32 and its zero points of w's type, one or n each, and optionally b f32 [n].
     */
    record DynamicLinear() implements Op {}

    /**
     * softmax(scale·q·kᵀ + mask)·v for each head: q [.., heads, n, d], k [.., shared, m, d], v [.., shared, m, e], where
     * heads is a multiple of shared, and optionally a mask [.., heads, n, m], added or, if it is bool, of the keys that a
     * query sees. The result is [.., heads, n, e].
     *
     * @param causal whether query i sees keys 0 to i only
     * @param withLogSums whether the result is one dimension, which has behind these elements the logarithm of the sum of
     *     exp(score) of each row
     */
    record Attention(double scale, boolean causal, boolean withLogSums) implements Op {}

    /**
     * Inputs q, k, v, the result of {@link Attention} with the logarithms of the sums, its gradient, and optionally the
     * mask: the gradients by q, k and v one after the other in one dimension. It has no derivative.
     */
    record AttentionGrad(double scale, boolean causal) implements Op {}

    // Windows: n images of any dimensions of space, [n, channels, space…]

    /**
     * For each window and filter the sum of products: inputs x [n, channels, space…], w [filters, channels / groups,
     * kernel…] and optionally b [filters]; the result is [n, filters, windows…].
     *
     * @param direct whether the products themselves are summed, so that sums of whole numbers are exact as long as the
     *     type holds them; where not, an algorithm of fewer products may be used
     */
    record Convolution(Sliding windows, int groups, boolean direct) implements Op {
        public Convolution(Sliding windows, int groups) {
            this(windows, groups, false);
        }
    }

    /** Inputs w and g [n, filters, windows…]: the transpose of {@link Convolution} by x, whose space has {@code sizes}. */
    record ConvolutionData(Sliding windows, int groups, List<Integer> sizes) implements Op {}

    /** Inputs x and g [n, filters, windows…]: the transpose of {@link Convolution} by w, whose kernel has these sizes. */
    record ConvolutionWeights(Sliding windows, int groups, List<Integer> kernel) implements Op {}

    /**
     * The greatest element of each window of these sizes, of f32 or f64: [..., space…] to [..., windows…]. NaN counts as the
     * greatest; where a window lies in the padding alone, -infinity.
     */
    record MaxPool(Sliding windows, List<Integer> kernel) implements Op {}

    /** Where {@link MaxPool} found it, in row-major order of the space, i64; -1 where in the padding alone. */
    record MaxPoolIndices(Sliding windows, List<Integer> kernel) implements Op {}

    // Movement

    /** Another view on the storage of the input. */
    sealed interface View extends Op {}

    /** The same elements in row-major order under another shape; the input's strides allow it. */
    record Reshape(Shape shape) implements View {}

    /** Dimension i of the result is dimension axes[i] of the input. */
    record Permute(List<Integer> axes) implements View {}

    /** Dimensions of size 1 repeated, and new leading ones, without a copy. */
    record Expand(Shape shape) implements View {}

    /** Elements start, start + step, … along an axis; step may be negative. */
    record Slice(int axis, int start, int length, int step) implements View {}

    /** Windows of a size, one every step, along an axis; the windows' elements become the last dimension. */
    record Unfold(int axis, int size, int step) implements View {}

    /** The elements of two axes with j = i + offset; they become the last dimension. */
    record Diagonal(int offset, int axis1, int axis2) implements View {}

    /** Any strides and offset (both absolute, in elements) on the storage of a dense input. */
    record AsStrided(Shape shape, List<Integer> strides, int offset) implements View {}

    /** Zeros of a shape, with the input written where the view would lie: the transpose of a view. */
    record Unview(View view, Shape shape) implements Op {}

    /** Inputs joined along an axis. */
    record Cat(int axis) implements Op {}

    // Indexing; indices are i64

    /** Inputs x and index [n]: the slices x[…, index[i], …] of an axis. */
    record IndexSelect(int axis) implements Op {}

    /** Inputs x, index [n] and source: x with source's slices added at index of an axis. */
    record IndexAdd(int axis) implements Op {}

    /** Inputs x and index of x's rank: out[i][j] = x[index[i][j]][j] for axis 0. */
    record Gather(int axis) implements Op {}

    /** Inputs x, index and source of index's shape: x with out[index[i][j]][j] = source[i][j] for axis 0. */
    record Scatter(int axis) implements Op {}

    /** Like {@link Scatter}, adding to what is there. */
    record ScatterAdd(int axis) implements Op {}

    // The user's own

    /** An operation with its own forward and backward. */
    non-sealed interface Custom extends Op {
        /** The shape and type of the result. */
        Inference.Result infer(List<Tensor> inputs);

        /** Computes the result, of the inferred shape and type. Runs without being recorded. */
        Tensor forward(List<Tensor> inputs);

        /** The gradients of the inputs; an element is null where there is none. */
        List<@org.jspecify.annotations.Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output);
    }
}
