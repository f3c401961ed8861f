package io.lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Discrete Fourier transforms. A tensor of complex numbers has an axis more, the last one, of size 2: the real part and
 * the imaginary one, as PyTorch's {@code view_as_real}. Axes are those of the complex numbers, that one not counted. All
 * are differentiable, of every length, in f64 inside.
 */
public final class Fourier {
    private Fourier() {}

    /** Which transform is divided, and by what of its length n. */
    public enum Norm {
        /** The inverse, by n. */
        BACKWARD,
        /** Both, by √n. */
        ORTHO,
        /** The one from signals to spectra, by n. */
        FORWARD;

        private double scale(boolean inverse, int n) {
            return switch (this) {
                case ORTHO -> 1 / Math.sqrt(n);
                case BACKWARD -> inverse ? 1.0 / n : 1;
                case FORWARD -> inverse ? 1 : 1.0 / n;
            };
        }

        private Norm flipped() {
            return this == ORTHO ? ORTHO : this == BACKWARD ? FORWARD : BACKWARD;
        }
    }

    /** Transforms pairs [..., n, 2] along the last axis but one: Σ x[j]·exp(∓2πi·jk / n). */
    private record Transform(boolean inverse) implements Op.Custom {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            return new Inference.Result(
                    inputs.getFirst().shape(), inputs.getFirst().dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            var x = inputs.getFirst();
            int n = x.size(-2);
            var values = x.toDoubleArray();
            var plan = new FourierPlan(n);
            var result = new double[2 * n];
            for (int at = 0; at < values.length; at += 2 * n) {
                var row = Arrays.copyOfRange(values, at, at + 2 * n);
                plan.transform(row, result);
                for (int k = 0; k < n; k++) {
                    int from = inverse && k > 0 ? n - k : k; // what turns the other way comes in the other order
                    values[at + 2 * k] = result[2 * from];
                    values[at + 2 * k + 1] = result[2 * from + 1];
                }
            }
            return Tensor.wrap(values, DType.F64, x.shape()).to(x.dtype());
        }

        /** The matrix is symmetric, so its conjugate is its adjoint. */
        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            return Arrays.asList(Engine.run(new Transform(!inverse), gradient));
        }
    }

    /** Real numbers as complex ones [..., 2]; integers become f32. */
    public static Tensor complex(Tensor real) {
        var x = real.floating();
        return complex(x, Tensor.zeros(x.shape(), x.dtype()));
    }

    /** Complex numbers [..., 2] of their parts, which have one shape. */
    public static Tensor complex(Tensor real, Tensor imaginary) {
        return Tensor.stack(List.of(real, imaginary), -1);
    }

    /** [..., 2] with the imaginary parts negated. */
    public static Tensor conj(Tensor x) {
        return complex(x.select(-1, 0), x.select(-1, 1).neg());
    }

    /** The spectrum of complex x, which is cut or filled with zeros to n elements along an axis. */
    public static Tensor fft(Tensor x, int n, int axis, Norm norm) {
        return transform("fft", x, n, axis, false, norm);
    }

    /** The inverse of {@link #fft}. */
    public static Tensor ifft(Tensor x, int n, int axis, Norm norm) {
        return transform("ifft", x, n, axis, true, norm);
    }

    private static Tensor transform(String operation, Tensor x, int n, int axis, boolean inverse, Norm norm) {
        int at = axis(operation, x, axis);
        var lengthened = sized(operation, x, n, at).moveaxis(at, -2);
        return Engine.run(new Transform(inverse), lengthened)
                .mul(norm.scale(inverse, n))
                .moveaxis(-2, at);
    }

    /** An axis of complex numbers, counted from the first. */
    private static int axis(String operation, Tensor x, int axis) {
        if (!x.dtype().isFloat() || x.dim() < 2 || x.size(-1) != 2) {
            throw new ShapeException(operation + ": expected complex numbers as pairs of floats [..., 2], got "
                    + x.dtype() + " " + x.shape());
        }
        return x.shape().slice(0, x.dim() - 1).axis(axis);
    }

    private static Tensor sized(String operation, Tensor x, int n, int axis) {
        if (n < 1) {
            throw new ShapeException(operation + ": expected a positive length, not " + n);
        }
        int missing = n - x.size(axis);
        if (missing <= 0) {
            return x.narrow(axis, 0, n);
        }
        return Tensor.cat(List.of(x, Tensor.zeros(x.shape().with(axis, missing), x.dtype())), axis);
    }

    /** The first half of the spectrum, n/2 + 1 complex numbers along an axis, of real x, cut or filled to n elements. */
    public static Tensor rfft(Tensor x, int n, int axis, Norm norm) {
        int at = x.shape().axis(axis);
        return fft(complex(x), n, at, norm).narrow(at, 0, n / 2 + 1);
    }

    /**
     * The real signal of n elements along an axis, the first half of whose spectrum is x, cut or filled to n/2 + 1.
     * Imaginary parts that such a spectrum cannot have are ignored.
     */
    public static Tensor irfft(Tensor x, int n, int axis, Norm norm) {
        int at = axis("irfft", x, axis);
        var half = sized("irfft", x, n < 1 ? n : n / 2 + 1, at);
        var mirrored = conj(half.narrow(at, 1, (n - 1) / 2).flip(at));
        return ifft(Tensor.cat(List.of(half, mirrored), at), n, at, norm).select(-1, 0);
    }

    /** The real spectrum of n elements along an axis, of a signal the first half of which is x. */
    public static Tensor hfft(Tensor x, int n, int axis, Norm norm) {
        return irfft(conj(x), n, axis, norm.flipped());
    }

    /**
     * {@link #ifft} along all of these axes but the last, and {@link #irfft} along that.
     *
     * @param sizes of the result along the axes; empty for the sizes there are, and 2·(m − 1) for the last, m
     * @param axes empty for all, or for as many of the last ones as there are sizes
     */
    public static Tensor irfftn(Tensor x, int[] sizes, int[] axes, Norm norm) {
        axis("irfftn", x, -1);
        int rank = x.dim() - 1;
        int count = axes.length > 0 ? axes.length : sizes.length > 0 ? sizes.length : rank;
        if (count > rank || sizes.length > 0 && sizes.length != count) {
            throw new ShapeException("irfftn: " + sizes.length + " sizes and " + axes.length + " axes for " + rank
                    + " dimensions of complex numbers; expected a size for each axis");
        }
        int[] along =
                axes.length > 0 ? axes : IntStream.range(rank - count, rank).toArray();
        var y = x;
        for (int i = 0; i < count - 1; i++) {
            int at = axis("irfftn", x, along[i]);
            y = ifft(y, sizes.length > 0 ? sizes[i] : x.size(at), at, norm);
        }
        int last = axis("irfftn", x, along[count - 1]);
        return irfft(y, sizes.length > 0 ? sizes[count - 1] : 2 * (x.size(last) - 1), last, norm);
    }

    /** {@link #fft} along all of these axes but the last, and {@link #hfft} along that; sizes as for {@link #irfftn}. */
    public static Tensor hfftn(Tensor x, int[] sizes, int[] axes, Norm norm) {
        return irfftn(conj(x), sizes, axes, norm.flipped());
    }
}
