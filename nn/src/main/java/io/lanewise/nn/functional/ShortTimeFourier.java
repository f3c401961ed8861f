package io.lanewise.nn.functional;

import io.lanewise.tensor.Fourier;
import io.lanewise.tensor.Fourier.Norm;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;

/**
 * The spectra of a signal's windows, and the signal that they belong to (Griffin and Lim 1984). Spectra are pairs as in
 * {@link Fourier}.
 *
 * @param size of a window, whose spectrum has as many frequencies
 * @param hop how far neighbouring windows are apart
 * @param window what elements are multiplied by: [length], in the middle of the size
 * @param center whether the first window lies around the first element, half of it before, where the signal is padded
 * @param padding of what the center needs
 * @param normalized whether spectra are divided by √size
 * @param oneSided whether the frequencies up to size/2 are kept only, of which the others are conjugates
 */
public record ShortTimeFourier(
        int size,
        int hop,
        Tensor window,
        boolean center,
        Shaping.PadMode padding,
        boolean normalized,
        boolean oneSided) {
    /** Below this the windows' squares do not cover an element, as in PyTorch. */
    private static final double LEAST = 1e-11;

    public ShortTimeFourier {
        if (size < 1 || hop < 1 || window.dim() != 1 || window.size(0) > size) {
            throw new ShapeException("stft: windows of " + size + " elements, " + hop + " apart, weighted by "
                    + window.shape() + "; expected positive numbers, and a vector of at most as many weights");
        }
    }

    /** Windows of equal weights a quarter of their size apart, with PyTorch's defaults. */
    public static ShortTimeFourier of(int size) {
        return new ShortTimeFourier(
                size, Math.max(size / 4, 1), Tensor.ones(size), true, Shaping.PadMode.REFLECT, false, true);
    }

    private int frequencies() {
        return oneSided ? size / 2 + 1 : size;
    }

    private Norm norm() {
        return normalized ? Norm.ORTHO : Norm.BACKWARD;
    }

    private Tensor weights(Tensor like) {
        int missing = size - window.size(0);
        return window.to(like.dtype()).pad(0, missing / 2, missing - missing / 2);
    }

    /** The spectra [..., frequencies, windows, 2] of signals [..., elements]. */
    public Tensor forward(Tensor signal) {
        var x = center ? Shaping.pad(signal, padding, size / 2, size / 2) : signal;
        if (x.dim() == 0 || x.size(-1) < size) {
            throw new ShapeException("stft: " + x.shape() + " has no window of " + size + " elements");
        }
        var frames = x.unfold(-1, size, hop).mul(weights(x));
        var spectra = oneSided
                ? Fourier.rfft(frames, size, -1, norm())
                : Fourier.fft(Fourier.complex(frames), size, -1, norm());
        return spectra.transpose(-3, -2);
    }

    /**
     * The signals [..., elements] of spectra [..., frequencies, windows, 2], of as many elements as the windows cover. The
     * frequencies up to size/2 are read, as in PyTorch.
     */
    public Tensor inverse(Tensor spectra) {
        return inverse(spectra, covered(spectra) - (center ? size / 2 * 2 : 0));
    }

    /** The same, cut to so many elements; zeros follow those that the windows cover. */
    public Tensor inverse(Tensor spectra, int length) {
        int all = covered(spectra);
        var frames = Fourier.irfft(spectra.transpose(-3, -2), size, -1, norm());
        var weights = weights(frames);
        int start = center ? size / 2 : 0;
        int kept = Math.min(length, all - start);
        var envelope =
                overlapped(weights.square().expand(frames.size(-2), size), all).narrow(-1, start, kept);
        if (kept < 1 || envelope.amin().item() < LEAST) {
            throw new IllegalArgumentException(
                    "istft: windows of " + size + " elements, " + hop + " apart, weighted by " + window.shape()
                            + ", do not cover elements " + start + " to " + (start + kept));
        }
        return overlapped(frames.mul(weights), all)
                .narrow(-1, start, kept)
                .div(envelope)
                .pad(0, 0, length - kept);
    }

    /** How many elements the windows cover. */
    private int covered(Tensor spectra) {
        if (spectra.dim() < 3 || spectra.size(-3) != frequencies() || spectra.size(-2) < 1) {
            throw new ShapeException(
                    "istft: expected spectra [..., " + frequencies() + ", windows, 2], got " + spectra.shape());
        }
        return Math.addExact(Math.multiplyExact(spectra.size(-2) - 1, hop), size);
    }

    /** The sums of frames [..., windows, size] where they meet: [..., elements]. */
    private Tensor overlapped(Tensor frames, int elements) {
        var places = Tensor.arange(frames.size(-2))
                .mul((long) hop)
                .unsqueeze(1)
                .add(Tensor.arange(size))
                .flatten();
        var lead = frames.shape().slice(0, frames.dim() - 2);
        return Tensor.zeros(lead.concat(Shape.of(elements)), frames.dtype())
                .indexAdd(-1, places, frames.flatten(-2, -1));
    }
}
