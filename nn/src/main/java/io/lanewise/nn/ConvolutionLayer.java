package io.lanewise.nn;

import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What convolutions of one, two and three dimensions share; windows have equal sizes in all of them. */
public abstract sealed class ConvolutionLayer extends Module permits Conv1d, Conv2d, Conv3d {
    private final int channels;
    private final int filters;
    private final int groups;
    private final Window window;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /** Weight and bias start uniform in ±1/√(elements of a window): PyTorch's kaiming_uniform with a = √5. */
    ConvolutionLayer(
            int rank,
            int channels,
            int filters,
            int kernel,
            int stride,
            int padding,
            int dilation,
            int groups,
            boolean withBias,
            Generator generator) {
        String name = "Conv" + rank + "d";
        this.channels = Init.atLeast(name, "channels", channels, 1);
        this.filters = Init.atLeast(name, "filters", filters, 1);
        this.groups = Init.atLeast(name, "groups", groups, 1);
        if (channels % groups != 0 || filters % groups != 0) {
            throw new IllegalArgumentException(name + ": " + groups + " groups do not divide " + channels
                    + " channels and " + filters + " filters evenly");
        }
        window = new Window(
                repeat(rank, kernel), repeat(rank, stride), repeat(rank, padding), repeat(rank, dilation), false);
        int[] sizes = Shape.of(filters, channels / groups)
                .concat(Shape.of(window.kernel()))
                .toArray();
        double bound = Math.sqrt(filters / (double) Shape.of(sizes).elements());
        weight = parameter("weight", Init.uniform(generator, bound, sizes));
        bias = withBias ? parameter("bias", Init.uniform(generator, bound, filters)) : null;
    }

    private static int[] repeat(int rank, int value) {
        int[] values = new int[rank];
        Arrays.fill(values, value);
        return values;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Convolution.convolve(input, weight, bias, window, groups);
    }

    /** [filters, channels / groups, kernel…]. */
    public Tensor weight() {
        return weight;
    }

    /** [filters], or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    protected String describe() {
        return channels + ", " + filters + ", kernel=" + window.kernel()[0] + ", stride=" + window.stride()[0]
                + ", padding=" + window.padding()[0] + ", dilation=" + window.dilation()[0] + ", groups=" + groups
                + ", bias=" + (bias != null);
    }
}
