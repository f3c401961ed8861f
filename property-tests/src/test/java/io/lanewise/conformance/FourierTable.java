package io.lanewise.conformance;

import io.lanewise.nn.functional.Shaping.PadMode;
import io.lanewise.nn.functional.ShortTimeFourier;
import io.lanewise.tensor.Fourier;
import io.lanewise.tensor.Fourier.Norm;
import io.lanewise.tensor.Tensor;
import java.util.Locale;

/** Fourier transforms with real results, and spectra of windows. */
final class FourierTable {
    private FourierTable() {}

    static void fill(Table table) {
        table.put("fft.irfft", "input, n=None, dim=-1, norm=None", a -> {
            int n = a.isNone("n") ? longest(a) : a.integer("n");
            return Fourier.irfft(complex(a), n, a.integer("dim"), norm(a));
        });
        table.put("fft.hfft", "input, n=None, dim=-1, norm=None", a -> {
            int n = a.isNone("n") ? longest(a) : a.integer("n");
            return Fourier.hfft(complex(a), n, a.integer("dim"), norm(a));
        });
        for (var count : new String[] {"2", "n"}) {
            var signature = "input, s=None, dim=None, norm=None";
            var none = count.equals("2") ? new int[] {-2, -1} : new int[0];
            table.put(
                    "fft.irfft" + count,
                    signature,
                    a -> Fourier.irfftn(complex(a), a.ints("s"), axes(a, none), norm(a)));
            table.put(
                    "fft.hfft" + count, signature, a -> Fourier.hfftn(complex(a), a.ints("s"), axes(a, none), norm(a)));
        }
        table.put(
                "stft",
                "input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', "
                        + "normalized=False, onesided=True, return_complex=None",
                a -> windows(a, a.isNone("onesided") || a.bool("onesided")).forward(a.tensor("input")));
        table.put(
                "istft",
                "input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, "
                        + "onesided=None, length=None, return_complex=False",
                FourierTable::inverse);
    }

    private static Tensor complex(Arguments a) {
        return Fourier.complex(a.tensor("input"));
    }

    private static int longest(Arguments a) {
        return 2 * (a.tensor("input").size(a.integer("dim")) - 1);
    }

    private static int[] axes(Arguments a, int[] whenNone) {
        return a.isNone("dim") ? whenNone : a.ints("dim");
    }

    private static Norm norm(Arguments a) {
        return a.isNone("norm") ? Norm.BACKWARD : Norm.valueOf(a.string("norm").toUpperCase(Locale.ROOT));
    }

    private static Tensor inverse(Arguments a) {
        var spectra = a.tensor("input");
        boolean oneSided = a.isNone("onesided") ? spectra.size(-3) != a.integer("n_fft") : a.bool("onesided");
        var windows = windows(a, oneSided);
        return a.isNone("length") ? windows.inverse(spectra) : windows.inverse(spectra, a.integer("length"));
    }

    private static ShortTimeFourier windows(Arguments a, boolean oneSided) {
        int size = a.integer("n_fft");
        return new ShortTimeFourier(
                size,
                a.isNone("hop_length") ? size / 4 : a.integer("hop_length"),
                a.isTensor("window")
                        ? a.tensor("window")
                        : Tensor.ones(a.isNone("win_length") ? size : a.integer("win_length")),
                a.bool("center"),
                a.has("pad_mode") ? PadMode.valueOf(a.string("pad_mode").toUpperCase(Locale.ROOT)) : PadMode.REFLECT,
                a.bool("normalized"),
                oneSided);
    }
}
