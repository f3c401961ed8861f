package io.lanewise.nn;

import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import org.jspecify.annotations.Nullable;

/** What convolutions of one, two and three dimensions and their transposes share. */
public abstract sealed class ConvolutionLayer extends Module
        permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    private final int channels;
    private final int filters;
    private final int groups;
    private final Window window;
    private final int @Nullable [] outputPadding;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /**
     * Weight and bias start uniform in ±1/√(elements of a window): PyTorch's kaiming_uniform with a = √5.
     *
     * @param outputPadding how much larger the result of a transpose is; null where it is none
     */
    ConvolutionLayer(
            int rank,
            int channels,
            int filters,
            Window window,
            int @Nullable [] outputPadding,
            int groups,
            boolean withBias,
            Generator generator) {
        String name = getClass().getSimpleName();
        this.channels = Init.atLeast(name, "channels", channels, 1);
        this.filters = Init.atLeast(name, "filters", filters, 1);
        this.groups = Init.atLeast(name, "groups", groups, 1);
        this.window = Spatial.checked(name, rank, window);
        this.outputPadding = outputPadding;
        if (channels % groups != 0 || filters % groups != 0) {
            throw new IllegalArgumentException(name + ": " + groups + " groups do not divide " + channels
                    + " channels and " + filters + " filters evenly");
        }
        if (outputPadding != null) {
            checkOutputPadding(name, window, outputPadding);
        }
        int first = outputPadding == null ? filters : channels;
        int second = (outputPadding == null ? channels : filters) / groups;
        int[] sizes = Shape.of(first, second).concat(Shape.of(window.kernel())).toArray();
        double bound = Math.sqrt(first / (double) Shape.of(sizes).elements());
        weight = parameter("weight", Init.uniform(generator, bound, sizes));
        bias = withBias ? parameter("bias", Init.uniform(generator, bound, filters)) : null;
    }

    private static void checkOutputPadding(String name, Window window, int... outputPadding) {
        int rank = window.kernel().length;
        if (outputPadding.length != rank) {
            throw new IllegalArgumentException(
                    name + ": " + outputPadding.length + " numbers of output padding; expected " + rank);
        }
        for (int i = 0; i < rank; i++) {
            int limit = Math.max(window.stride()[i], window.dilation()[i]);
            if (outputPadding[i] < 0 || outputPadding[i] >= limit) {
                throw new IllegalArgumentException(name + ": output padding " + outputPadding[i]
                        + " is not below stride or dilation, at most " + limit);
            }
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return outputPadding == null
                ? Convolution.convolve(input, weight, bias, window, groups)
                : Convolution.transposed(input, weight, bias, window, outputPadding, groups);
    }

    /** [filters, channels / groups, kernel…], of a transpose [channels, filters / groups, kernel…]. */
    public Tensor weight() {
        return weight;
    }

    /** [filters], or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    protected String describe() {
        return channels + ", " + filters + ", " + Spatial.describe(window) + ", dilation="
                + Spatial.text(window.dilation()) + ", groups=" + groups + ", bias=" + (bias != null);
    }
}
