package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fourier;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Windows, Fourier transforms, and the mel scale. */
final class Signals {
    private Signals() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "HannWindow" -> Operator.one(call -> window(call, 0.5, 0.5, 0));
            case "HammingWindow" -> Operator.one(call -> window(call, 25 / 46.0, 21 / 46.0, 0));
            case "BlackmanWindow" -> Operator.one(call -> window(call, 0.42, 0.5, 0.08));
            case "DFT" -> Operator.one(Signals::dft);
            case "STFT" -> Operator.one(Signals::stft);
            case "MelWeightMatrix" -> Operator.one(Signals::mel);
            default -> null;
        };
    }

    /** a − b·cos(2πi/n) + c·cos(4πi/n). */
    private static Tensor window(Call call, double a, double b, double c) {
        int size = call.wholes(0)[0];
        int period = call.flag("periodic", true) ? size : size - 1;
        var values = new double[size];
        for (int i = 0; i < size; i++) {
            double angle = 2 * Math.PI * i / period;
            values[i] = a - b * Math.cos(angle) + c * Math.cos(2 * angle);
        }
        return Tensor.of(values).to(call.dtype("output_datatype", ElementKind.FLOAT));
    }

    /** x [..., 1 or 2]: real numbers, or complex ones as pairs. The axis is an attribute before opset 20. */
    private static Tensor dft(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.has(2) ? call.wholes(2)[0] : call.whole("axis", call.opset() < 20 ? 1 : -2));
        int length = call.has(1) ? call.wholes(1)[0] : x.size(axis);
        boolean inverse = call.flag("inverse", false);
        var moved = x.moveaxis(axis, x.dim() - 2);
        int missing = length - moved.size(-2);
        var sized = missing == 0 ? moved : moved.pad(0, 0, 0, 0, missing);
        return transform(sized, inverse, call.flag("onesided", false)).moveaxis(x.dim() - 2, axis);
    }

    /** Along the last axis but one. */
    private static Tensor transform(Tensor x, boolean inverse, boolean half) {
        int n = x.size(-2);
        var pairs = x.size(-1) == 2 ? x : Fourier.complex(x.select(-1, 0));
        var spectrum = inverse
                ? Fourier.ifft(pairs, n, -1, Fourier.Norm.BACKWARD)
                : Fourier.fft(pairs, n, -1, Fourier.Norm.BACKWARD);
        return half ? spectrum.narrow(-2, 0, n / 2 + 1) : spectrum;
    }

    /** Inputs: signals [n, samples, 1 or 2], the step, the window, its length. */
    private static Tensor stft(Call call) {
        var x = call.x();
        var signal = x.dim() == 2 ? x.unsqueeze(-1) : x;
        int step = call.wholes(1)[0];
        int length = call.has(3) ? call.wholes(3)[0] : call.tensor(2).elements();
        var frames = signal.unfold(1, length, step).transpose(-1, -2);
        if (call.has(2)) {
            frames = frames.mul(call.tensor(2).reshape(length, 1));
        }
        return transform(frames, false, call.flag("onesided", true));
    }

    private static double mels(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    /** Inputs: bins, the length of the transform, the sample rate, the lowest and the highest frequency. */
    private static Tensor mel(Call call) {
        int bins = call.wholes(0)[0];
        int length = call.wholes(1)[0];
        double rate = call.number(2, 0);
        double low = mels(call.number(3, 0));
        double high = mels(call.number(4, 0));
        int rows = length / 2 + 1;
        var edges = new int[bins + 2];
        for (int i = 0; i < edges.length; i++) {
            double mel = low + i * (high - low) / edges.length;
            edges[i] = (int) Math.floor((length + 1) * (700 * (Math.pow(10, mel / 2595) - 1)) / rate);
        }
        var values = new double[rows * bins];
        for (int bin = 0; bin < bins; bin++) {
            int begin = edges[bin];
            int center = edges[bin + 1];
            int end = edges[bin + 2];
            if (begin == center && center < rows) {
                values[center * bins + bin] = 1;
            }
            for (int row = begin; row <= center && begin < center && row < rows; row++) {
                values[row * bins + bin] = (row - begin) / (double) (center - begin);
            }
            for (int row = center; row < end && row < rows; row++) {
                values[row * bins + bin] = (end - row) / (double) (end - center);
            }
        }
        return Tensor.wrap(values, DType.F64, Shape.of(rows, bins))
                .to(call.dtype("output_datatype", ElementKind.FLOAT));
    }
}
