package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.gradcheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.functional.Shaping.PadMode;
import io.lanewise.nn.functional.ShortTimeFourier;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fourier;
import io.lanewise.tensor.Fourier.Norm;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Fourier transforms beside their definition, and the laws that bind them. */
class FourierTest {
    private static Tensor pairs(int n, long seed) {
        return RandomTensors.dense(Shape.of(2, n, 2), DType.F64, seed);
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.allClose(expected, 1e-9, 1e-9, false)).isTrue();
    }

    /** Sums as they are defined. */
    private static Tensor defined(Tensor x) {
        int n = x.size(1);
        var result = new double[2 * 2 * n];
        for (int b = 0; b < 2; b++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    double angle = -2 * Math.PI * ((long) j * k % n) / n;
                    double re = x.get(b, j, 0).item();
                    double im = x.get(b, j, 1).item();
                    result[2 * (b * n + k)] += re * Math.cos(angle) - im * Math.sin(angle);
                    result[2 * (b * n + k) + 1] += re * Math.sin(angle) + im * Math.cos(angle);
                }
            }
        }
        return Tensor.of(result).reshape(2, n, 2);
    }

    /** Lengths up to 140 have all steps: small factors, and primes from 67 on. */
    @Property(tries = 60)
    void aSpectrumIsWhatItIsDefinedAs(@ForAll @IntRange(min = 1, max = 140) int n, @ForAll long seed) {
        var x = pairs(n, seed);
        assertClose(Fourier.fft(x, n, -1, Norm.BACKWARD), defined(x));
    }

    @Property(tries = 60)
    void theInverseGivesTheSignal(@ForAll @IntRange(min = 1, max = 300) int n, @ForAll Norm norm, @ForAll long seed) {
        var x = pairs(n, seed);
        assertClose(Fourier.ifft(Fourier.fft(x, n, 1, norm), n, 1, norm), x);
        var real = x.select(-1, 0);
        assertClose(Fourier.irfft(Fourier.rfft(real, n, 1, norm), n, 1, norm), real);
        assertClose(Fourier.irfft(Fourier.rfft(real, 2, 0, norm), 2, 0, norm), real);
    }

    @Property(tries = 40)
    void theOrthonormalTransformKeepsLengths(@ForAll @IntRange(min = 1, max = 200) int n, @ForAll long seed) {
        var x = pairs(n, seed);
        assertClose(Fourier.fft(x, n, 1, Norm.ORTHO).square().sum(), x.square().sum());
    }

    /** A spectrum is complex and conjugated at its mirrored place where the signal is real. */
    @Property(tries = 40)
    void theHermitianTransformIsThatOfASignalFilledUpWithConjugates(
            @ForAll @IntRange(min = 2, max = 40) int n, @ForAll Norm norm, @ForAll long seed) {
        var real = RandomTensors.dense(Shape.of(3, n), DType.F64, seed);
        var half = Fourier.ifft(Fourier.complex(real), n, 1, norm).narrow(1, 0, n / 2 + 1);
        assertClose(Fourier.hfft(half, n, 1, norm), real);
        var plane = Fourier.ifft(Fourier.complex(real), 3, 0, norm);
        var quarter = Fourier.ifft(plane, n, 1, norm).narrow(1, 0, n / 2 + 1);
        assertClose(Fourier.hfftn(quarter, new int[] {3, n}, new int[0], norm), real);
    }

    @Property(tries = 15)
    void gradientsAgreeWithDifferences(
            @ForAll @IntRange(min = 2, max = 6) int n, @ForAll Norm norm, @ForAll long seed) {
        gradcheck(in -> Fourier.fft(in.getFirst(), n + 1, 1, norm), pairs(n, seed));
        gradcheck(in -> Fourier.irfftn(in.getFirst(), new int[] {2, n}, new int[0], norm), pairs(n, seed));
        gradcheck(in -> Fourier.hfft(in.getFirst(), 2 * n - 1, 1, norm), pairs(n, seed));
        var windows = ShortTimeFourier.of(4);
        gradcheck(in -> windows.forward(in.getFirst()), pairs(n + 4, seed).select(-1, 0));
        gradcheck(in -> windows.inverse(in.getFirst()), RandomTensors.dense(Shape.of(3, n, 2), DType.F64, seed));
    }

    @Property(tries = 40)
    void theSpectraOfWindowsGiveTheSignalBack(
            @ForAll @IntRange(min = 1, max = 9) int size,
            @ForAll boolean normalized,
            @ForAll boolean oneSided,
            @ForAll long seed) {
        var window = RandomTensors.dense(Shape.of(Math.max(size - 1, 1)), DType.F64, seed)
                .abs()
                .add(0.5);
        var windows =
                new ShortTimeFourier(size, Math.max(size / 3, 1), window, true, PadMode.REFLECT, normalized, oneSided);
        var x = RandomTensors.dense(Shape.of(2, 30), DType.F64, seed + 1);
        var spectra = windows.forward(x);
        assertThat(spectra.size(1)).isEqualTo(oneSided ? size / 2 + 1 : size);
        int covered = windows.inverse(spectra).size(-1);
        assertThat(covered).isBetween(30 - size, 30);
        assertClose(windows.inverse(spectra), x.narrow(-1, 0, covered));
        assertClose(windows.inverse(spectra, 7), x.narrow(-1, 0, 7));
    }

    @Example
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Fourier.fft(Tensor.zeros(3, 4), 3, 0, Norm.ORTHO))
                .isInstanceOf(ShapeException.class)
                .hasMessage("fft: expected complex numbers as pairs of floats [..., 2], got f32 [3, 4]");
        assertThatThrownBy(() -> Fourier.irfft(Tensor.zeros(1, 2), 0, 0, Norm.ORTHO))
                .hasMessage("irfft: expected a positive length, not 0");
        assertThatThrownBy(() -> Fourier.irfftn(Tensor.zeros(3, 2), new int[] {1, 2}, new int[0], Norm.ORTHO))
                .hasMessage("irfftn: 2 sizes and 0 axes for 1 dimensions of complex numbers; expected a size for each"
                        + " axis");
        assertThatThrownBy(() -> ShortTimeFourier.of(0)).isInstanceOf(ShapeException.class);
        var gaps = new ShortTimeFourier(4, 6, Tensor.ones(4), false, PadMode.REFLECT, false, true);
        assertThatThrownBy(() -> gaps.inverse(gaps.forward(Tensor.zeros(20))))
                .hasMessage("istft: windows of 4 elements, 6 apart, weighted by [4], do not cover elements 0 to 16");
        assertThatThrownBy(() -> gaps.inverse(Tensor.zeros(2, 3, 2)))
                .hasMessage("istft: expected spectra [..., 3, windows, 2], got [2, 3, 2]");
        assertThatThrownBy(() -> gaps.forward(Tensor.zeros(3))).hasMessage("stft: [3] has no window of 4 elements");
    }
}
