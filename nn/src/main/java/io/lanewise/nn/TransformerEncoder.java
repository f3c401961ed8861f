package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@link TransformerEncoderLayer}s one after another, and a norm behind them if there is one. */
public final class TransformerEncoder extends Module {
    private final ModuleList<TransformerEncoderLayer> layers;
    private final @Nullable Module norm;

    /** Layers that start with parameters of their own, without a norm behind them. */
    public TransformerEncoder(TransformerOptions options, int layers, Generator generator) {
        this(options, layers, null, generator);
    }

    public TransformerEncoder(TransformerOptions options, int layers, @Nullable Module norm, Generator generator) {
        Init.atLeast("TransformerEncoder", "layers", layers, 1);
        this.layers = module(
                "layers",
                new ModuleList<>(IntStream.range(0, layers)
                        .mapToObj(_ -> new TransformerEncoderLayer(options, generator))
                        .toList()));
        this.norm = norm == null ? null : module("norm", norm);
    }

    @Override
    public Tensor forward(Tensor input) {
        return forward(input, AttentionMask.NONE);
    }

    /** @param mask for every layer */
    public Tensor forward(Tensor input, AttentionMask mask) {
        var x = input;
        for (var layer : layers) {
            x = layer.forward(x, mask);
        }
        return norm == null ? x : norm.forward(x);
    }
}
