package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.gradcheck;
import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.nn.functional.Resampling;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Sampling;
import io.lanewise.tensor.Sampling.Mode;
import io.lanewise.tensor.Sampling.Padding;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Sampling on grids beside what it is where the grid is plain. */
class SamplingTest {
    private static Tensor images(int height, int width, long seed) {
        return RandomTensors.dense(Shape.of(2, 3, height, width), DType.F64, seed);
    }

    /** The map that leaves every place where it is, for each of two images. */
    private static Tensor identity() {
        return Tensor.eye(2, 3, DType.F64).expand(Shape.of(2, 2, 3));
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.allClose(expected, 1e-9, 1e-9, false)).isTrue();
    }

    @Property(tries = 60)
    void theGridOfTheIdentityGivesTheImage(
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll Mode mode,
            @ForAll Padding padding,
            @ForAll boolean corners,
            @ForAll long seed) {
        Assume.that(!corners || height > 1 && width > 1); // else all places are one
        var x = images(height, width, seed);
        assertClose(
                Sampling.gridSample(x, Sampling.affineGrid(identity(), corners, height, width), mode, padding, corners),
                x);
    }

    @Property(tries = 60)
    void aFinerGridResizes(
            @ForAll @IntRange(min = 2, max = 6) int size,
            @ForAll @IntRange(min = 2, max = 9) int count,
            @ForAll boolean corners,
            @ForAll long seed) {
        var x = images(size, size + 1, seed);
        var grid = Sampling.affineGrid(identity(), corners, count, count + 2);
        int[] sizes = {count, count + 2};
        assertClose(
                Sampling.gridSample(x, grid, Mode.LINEAR, Padding.BORDER, corners),
                Resampling.resize(x, Resampling.Mode.LINEAR, corners, sizes, new double[2]));
        assertClose(
                Sampling.gridSample(x, grid, Mode.CUBIC, Padding.BORDER, corners),
                Resampling.resize(x, Resampling.Mode.CUBIC, corners, sizes, new double[2]));
    }

    @Property(tries = 40)
    void aReflectedImageGoesOnAsItsMirrorImage(@ForAll boolean corners, @ForAll Mode mode, @ForAll long seed) {
        var x = images(4, 5, seed);
        // Mirrored at 1: the last centre, or the last edge.
        var grid =
                RandomTensors.dense(Shape.of(2, 3, 3, 2), DType.F64, seed + 1).mul(1 / 3.0);
        var across = grid.select(-1, 0).unsqueeze(-1);
        var mirrored = Tensor.cat(List.of(across.rsub(2), grid.narrow(-1, 1, 1)), -1);
        assertClose(
                Sampling.gridSample(x, mirrored, mode, Padding.REFLECTION, corners),
                Sampling.gridSample(x, grid, mode, Padding.REFLECTION, corners));
    }

    @Property(tries = 30)
    void gradientsAgreeWithDifferences(@ForAll Padding padding, @ForAll boolean corners, @ForAll long seed) {
        var grid =
                RandomTensors.dense(Shape.of(1, 2, 2, 2), DType.F64, seed + 1).mul(0.6);
        var x = images(3, 4, seed).narrow(0, 0, 1);
        for (var mode : new Mode[] {Mode.LINEAR, Mode.CUBIC}) {
            gradcheck(in -> Sampling.gridSample(in.get(0), in.get(1), mode, padding, corners), x, grid);
        }
        gradcheck(in -> Sampling.gridSample(in.getFirst(), grid, Mode.NEAREST, padding, corners), x);
        gradcheck(in -> Sampling.affineGrid(in.getFirst(), corners, 2, 3), identity());
    }
}
