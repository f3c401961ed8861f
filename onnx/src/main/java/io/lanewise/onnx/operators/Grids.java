package io.lanewise.onnx.operators;

import io.lanewise.tensor.Sampling;
import io.lanewise.tensor.Sampling.Mode;
import io.lanewise.tensor.Sampling.Padding;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Elements at places between those of an image. */
final class Grids {
    private Grids() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "GridSample" -> Operator.one(Grids::gridSample);
            case "AffineGrid" -> Operator.one(Grids::affineGrid);
            default -> null;
        };
    }

    /** Inputs x [n, channels, space…] and places [n, out…, rank]. */
    private static Tensor gridSample(Call call) {
        return Sampling.gridSample(
                call.x(),
                call.tensor(1),
                mode(call.text("mode", "linear")),
                padding(call.text("padding_mode", "zeros")),
                call.flag("align_corners", false));
    }

    private static Mode mode(String name) {
        return switch (name) {
            case "nearest" -> Mode.NEAREST;
            case "linear", "bilinear" -> Mode.LINEAR;
            case "cubic", "bicubic" -> Mode.CUBIC;
            default -> throw new IllegalArgumentException("mode is '" + name + "', expected linear, nearest or cubic");
        };
    }

    private static Padding padding(String name) {
        return switch (name) {
            case "zeros" -> Padding.ZEROS;
            case "border" -> Padding.BORDER;
            case "reflection" -> Padding.REFLECTION;
            default ->
                throw new IllegalArgumentException(
                        "padding_mode is '" + name + "', expected zeros, border or reflection");
        };
    }

    /** Inputs maps [n, rank, rank + 1] and the sizes [n, channels, space…]. */
    private static Tensor affineGrid(Call call) {
        int[] sizes = call.wholes(1);
        if (sizes.length < 4) {
            throw new IllegalArgumentException(sizes.length + " sizes, expected [n, channels, height, width] or 5");
        }
        return Sampling.affineGrid(
                call.x(), call.flag("align_corners", false), Arrays.copyOfRange(sizes, 2, sizes.length));
    }
}
