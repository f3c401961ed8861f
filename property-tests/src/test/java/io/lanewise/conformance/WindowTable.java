package io.lanewise.conformance;

import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Resampling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Sampling;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pooling, convolution and resampling, of one to three dimensions. */
final class WindowTable {
    private WindowTable() {}

    static void fill(Table table) {
        for (int n = 1; n <= 3; n++) {
            averages(table, n);
            maxima(table, n);
            convolutions(table, n);
        }
        table.put(
                "nn.functional.unfold",
                "input, kernel_size, dilation=1, padding=0, stride=1",
                a -> Convolution.unfold(a.tensor("input"), window(a, 2, a.ints("kernel_size", 2))));
        resampling(table);
        table.put(
                "nn.functional.grid_sample",
                "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
                a -> Sampling.gridSample(
                        a.tensor("input"),
                        a.tensor("grid"),
                        switch (a.string("mode")) {
                            case "nearest" -> Sampling.Mode.NEAREST;
                            case "bicubic" -> Sampling.Mode.CUBIC;
                            default -> Sampling.Mode.LINEAR;
                        },
                        Sampling.Padding.valueOf(a.string("padding_mode").toUpperCase(Locale.ROOT)),
                        !a.isNone("align_corners") && a.bool("align_corners")));
    }

    /** The window of PyTorch's arguments, those that the operator has not being left as they are by default. */
    private static Window window(Arguments a, int n, int[] kernel) {
        var stride = a.has("stride") && a.ints("stride").length > 0 ? a.ints("stride", n) : kernel;
        return new Window(
                kernel,
                stride,
                a.ints("padding", n),
                a.has("dilation")
                        ? a.ints("dilation", n)
                        : IntStream.range(0, n).map(_ -> 1).toArray(),
                a.has("ceil_mode") && a.bool("ceil_mode"));
    }

    private static void averages(Table table, int n) {
        table.put(
                "nn.functional.avg_pool" + n + "d",
                "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, "
                        + "divisor_override=None",
                a -> Pooling.average(
                        a.tensor("input"), window(a, n, a.ints("kernel_size", n)), a.bool("count_include_pad"), (int)
                                a.number("divisor_override", 0)));
        table.put(
                "nn.functional.adaptive_avg_pool" + n + "d",
                "input, output_size",
                a -> Pooling.adaptiveAverage(a.tensor("input"), counts(a, n)));
    }

    /** Output sizes, where None keeps the input's. */
    private static int[] counts(Arguments a, int n) {
        if (!a.isList("output_size")) {
            return a.ints("output_size", n);
        }
        var given = a.list("output_size");
        return IntStream.range(0, n)
                .map(i -> given.get(i) == null ? a.tensor("input").size(i - n) : ((Long) given.get(i)).intValue())
                .toArray();
    }

    private static void maxima(Table table, int n) {
        table.put(
                "nn.functional.max_pool" + n + "d",
                "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False",
                a -> {
                    var pooled = Pooling.max(a.tensor("input"), window(a, n, a.ints("kernel_size", n)));
                    return a.bool("return_indices") ? ReductionTable.pair(pooled) : pooled.values();
                });
        table.put("nn.functional.adaptive_max_pool" + n + "d", "input, output_size, return_indices=False", a -> {
            var pooled = Pooling.adaptiveMax(a.tensor("input"), counts(a, n));
            return a.bool("return_indices") ? ReductionTable.pair(pooled) : pooled.values();
        });
        for (var variant : new String[] {"", "__grad"}) {
            table.put(
                    "nn.functional.max_unpool" + n + "d" + variant,
                    "input, indices, kernel_size, stride=None, padding=0, output_size=None",
                    a -> Pooling.maxUnpool(a.tensor("input"), a.tensor("indices"), unpooled(a, n)));
        }
    }

    private static int[] unpooled(Arguments a, int n) {
        var sizes = a.ints("output_size");
        return IntStream.range(sizes.length - n, sizes.length)
                .map(i -> sizes[i])
                .toArray();
    }

    private static void convolutions(Table table, int n) {
        if (n < 3) {
            table.put(
                    "nn.functional.conv" + n + "d",
                    "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1",
                    a -> convolve(a, n));
        }
        table.put(
                "nn.functional.conv_transpose" + n + "d",
                "input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1",
                a -> Convolution.transposed(
                        a.tensor("input"),
                        a.tensor("weight"),
                        a.tensorOrNull("bias"),
                        window(a, n, Convolution.kernel(a.tensor("weight"))),
                        a.ints("output_padding", n),
                        a.integer("groups")));
    }

    private static Tensor convolve(Arguments a, int n) {
        var kernel = Convolution.kernel(a.tensor("weight"));
        if (a.isString("padding") && a.string("padding").equals("same")) {
            return Convolution.convolveSame(
                    a.tensor("input"),
                    a.tensor("weight"),
                    a.tensorOrNull("bias"),
                    a.ints("dilation", n),
                    a.integer("groups"));
        }
        var window = a.isString("padding")
                ? new Window(kernel, a.ints("stride", n), new int[n], a.ints("dilation", n), false)
                : window(a, n, kernel);
        return Convolution.convolve(
                a.tensor("input"), a.tensor("weight"), a.tensorOrNull("bias"), window, a.integer("groups"));
    }

    private static void resampling(Table table) {
        var signature = "input, size=None, scale_factor=None, mode='nearest', align_corners=None";
        for (var mode : List.of("area", "nearest", "linear", "bilinear", "trilinear", "bicubic")) {
            table.put(
                    "nn.functional.interpolate__" + mode,
                    signature,
                    a -> resize(a, mode(a.string("mode")), !a.isNone("align_corners") && a.bool("align_corners")));
        }
        table.put(
                "nn.functional.upsample_nearest",
                "input, size=None, scale_factor=None",
                a -> resize(a, Resampling.Mode.NEAREST, false));
        table.put(
                "nn.functional.upsample_bilinear",
                "input, size=None, scale_factor=None",
                a -> resize(a, Resampling.Mode.LINEAR, true));
    }

    private static Resampling.Mode mode(String name) {
        return switch (name) {
            case "bicubic" -> Resampling.Mode.CUBIC;
            case "linear", "bilinear", "trilinear" -> Resampling.Mode.LINEAR;
            default -> Resampling.Mode.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    private static Tensor resize(Arguments a, Resampling.Mode mode, boolean alignCorners) {
        int n = a.tensor("input").dim() - 2;
        var scales = new double[n];
        var sizes = a.ints("size", n);
        if (a.isNone("size")) {
            sizes = new int[n];
            for (int i = 0; i < n; i++) {
                scales[i] = scale(a.get("scale_factor"), i);
                sizes[i] = (int) (a.tensor("input").size(2 + i) * scales[i]);
            }
        }
        return Resampling.resize(a.tensor("input"), mode, alignCorners, sizes, scales);
    }

    private static double scale(@Nullable Object factor, int i) {
        return ((Number) (factor instanceof List<?> list ? list.get(i) : factor)).doubleValue();
    }
}
