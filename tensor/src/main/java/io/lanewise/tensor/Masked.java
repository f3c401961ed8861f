package io.lanewise.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reductions and normalizations of the elements that a mask, broadcast to the tensor, lets through: the others take the
 * value that changes nothing. Without a mask all elements take part. Over no axes named, over all.
 */
public final class Masked {
    private Masked() {}

    /** The elements that take part, and a value for the others. */
    private static Tensor filled(Tensor x, @Nullable Tensor mask, double value) {
        return mask == null ? x : mask.where(x, Tensor.scalar(value, x.dtype()));
    }

    public static Tensor sum(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        return filled(x, mask, 0).sum(keepAxes, axes);
    }

    public static Tensor prod(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        var y = filled(x, mask, 1);
        if (axes.length == 0 && !keepAxes) {
            return y.prod();
        }
        var order = axes.length == 0
                ? java.util.stream.IntStream.range(0, x.dim()).toArray()
                : Arrays.stream(axes).map(x.shape()::axis).sorted().toArray();
        for (int i = order.length - 1; i >= 0; i--) {
            y = y.prod(keepAxes, order[i]);
        }
        return y;
    }

    public static Tensor amax(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        return filledWith(x, mask, least(x.dtype())).amax(keepAxes, axes);
    }

    public static Tensor amin(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        return filledWith(x, mask, greatest(x.dtype())).amin(keepAxes, axes);
    }

    private static Tensor filledWith(Tensor x, @Nullable Tensor mask, Tensor value) {
        return mask == null ? x : mask.where(x, value);
    }

    private static Tensor least(DType dtype) {
        return switch (dtype) {
            case I64 -> Tensor.of(Long.MIN_VALUE).reshape();
            case I32 -> Tensor.scalar(Integer.MIN_VALUE, dtype);
            case I8 -> Tensor.scalar(Byte.MIN_VALUE, dtype);
            case U8, BOOL -> Tensor.scalar(0, dtype);
            default -> Tensor.scalar(Double.NEGATIVE_INFINITY, dtype);
        };
    }

    private static Tensor greatest(DType dtype) {
        return switch (dtype) {
            case I64 -> Tensor.of(Long.MAX_VALUE).reshape();
            case I32 -> Tensor.scalar(Integer.MAX_VALUE, dtype);
            case I8 -> Tensor.scalar(Byte.MAX_VALUE, dtype);
            case U8 -> Tensor.scalar(255, dtype);
            case BOOL -> Tensor.scalar(1, dtype);
            default -> Tensor.scalar(Double.POSITIVE_INFINITY, dtype);
        };
    }

    /** The index (i64) of the greatest element in row-major order. */
    public static Tensor argmax(Tensor x, @Nullable Tensor mask) {
        return filledWith(x, mask, least(x.dtype())).argmax();
    }

    public static Tensor argmax(Tensor x, @Nullable Tensor mask, boolean keepAxis, int axis) {
        return filledWith(x, mask, least(x.dtype())).argmax(axis, keepAxis);
    }

    /** The index (i64) of the least element in row-major order. */
    public static Tensor argmin(Tensor x, @Nullable Tensor mask) {
        return filledWith(x, mask, greatest(x.dtype())).argmin();
    }

    public static Tensor argmin(Tensor x, @Nullable Tensor mask, boolean keepAxis, int axis) {
        return filledWith(x, mask, greatest(x.dtype())).argmin(axis, keepAxis);
    }

    /** The number of elements that take part, in a float type. */
    private static Tensor count(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        var all = Tensor.ones(Shape.SCALAR, x.dtype()).expand(x.shape());
        return sum(all, mask, keepAxes, axes);
    }

    /** The mean; NaN where no element takes part. Integers have it in f32. */
    public static Tensor mean(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        var y = x.floating();
        return sum(y, mask, keepAxes, axes).div(count(y, mask, keepAxes, axes));
    }

    /** The variance, with the number of elements that take part less {@code correction} as the divisor. */
    public static Tensor var(Tensor x, @Nullable Tensor mask, double correction, boolean keepAxes, int... axes) {
        var y = x.floating();
        var centered = y.sub(mean(y, mask, true, axes));
        var divisor = count(y, mask, keepAxes, axes).sub(correction).clampMin(0);
        return sum(centered.square(), mask, keepAxes, axes).div(divisor);
    }

    public static Tensor std(Tensor x, @Nullable Tensor mask, double correction, boolean keepAxes, int... axes) {
        return var(x, mask, correction, keepAxes, axes).sqrt();
    }

    /** {@link Norms#norm}. */
    public static Tensor norm(Tensor x, @Nullable Tensor mask, double p, boolean keepAxes, int... axes) {
        double neutral = p == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : 0;
        return filled(x, mask, neutral).norm(p, keepAxes, axes);
    }

    public static Tensor logSumExp(Tensor x, @Nullable Tensor mask, boolean keepAxes, int... axes) {
        return filled(x.floating(), mask, Double.NEGATIVE_INFINITY).logSumExp(keepAxes, axes);
    }

    /** The median along an axis: of two in the middle the lower one. */
    public static Tensor median(Tensor x, @Nullable Tensor mask, boolean keepAxis, int axis) {
        return filled(x, mask, Double.NaN).nanmedian(axis, keepAxis).values();
    }

    public static Tensor cumsum(Tensor x, @Nullable Tensor mask, int axis) {
        return filled(x, mask, 0).cumsum(axis);
    }

    public static Tensor cumprod(Tensor x, @Nullable Tensor mask, int axis) {
        return filled(x, mask, 1).cumprod(axis);
    }

    public static Tensor softmax(Tensor x, @Nullable Tensor mask, int axis) {
        return filled(x, mask, Double.NEGATIVE_INFINITY).softmax(axis);
    }

    public static Tensor logSoftmax(Tensor x, @Nullable Tensor mask, int axis) {
        return filled(x, mask, Double.NEGATIVE_INFINITY).logSoftmax(axis);
    }

    public static Tensor softmin(Tensor x, @Nullable Tensor mask, int axis) {
        return filled(x, mask, Double.POSITIVE_INFINITY).neg().softmax(axis);
    }

    /** Vectors along an axis divided by their norm, or by {@code eps} where that is greater. */
    public static Tensor normalize(Tensor x, @Nullable Tensor mask, double p, int axis, double eps) {
        return filled(x, mask, 0).div(norm(x, mask, p, true, axis).clampMin(eps));
    }

    /** log(eˣ + eʸ), each with a mask of its own. */
    public static Tensor logAddExp(Tensor x, @Nullable Tensor mask, Tensor y, @Nullable Tensor otherMask) {
        return filled(x, mask, Double.NEGATIVE_INFINITY).logAddExp(filled(y, otherMask, Double.NEGATIVE_INFINITY));
    }
}
