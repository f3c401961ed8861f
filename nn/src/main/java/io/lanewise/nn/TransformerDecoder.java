package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@link TransformerDecoderLayer}s one after another, and a norm behind them if there is one. */
public final class TransformerDecoder extends Module {
    private final ModuleList<TransformerDecoderLayer> layers;
    private final @Nullable Module norm;

    /** Layers that start with parameters of their own. */
    public TransformerDecoder(TransformerOptions options, int layers, @Nullable Module norm, Generator generator) {
        Init.atLeast("TransformerDecoder", "layers", layers, 1);
        this.layers = module(
                "layers",
                new ModuleList<>(IntStream.range(0, layers)
                        .mapToObj(_ -> new TransformerDecoderLayer(options, generator))
                        .toList()));
        this.norm = norm == null ? null : module("norm", norm);
    }

    /** @throws UnsupportedOperationException always: a decoder reads a memory too */
    @Override
    public Tensor forward(Tensor input) {
        throw withoutMemory("TransformerDecoder");
    }

    static UnsupportedOperationException withoutMemory(String module) {
        return new UnsupportedOperationException(
                module + ": one input; expected target and memory: forward(x, memory)");
    }

    public Tensor forward(Tensor target, Tensor memory) {
        return forward(target, memory, AttentionMask.NONE, AttentionMask.NONE);
    }

    /** The masks are those of {@link TransformerDecoderLayer#forward}, for every layer. */
    public Tensor forward(Tensor target, Tensor memory, AttentionMask mask, AttentionMask memoryMask) {
        var x = target;
        for (var layer : layers) {
            x = layer.forward(x, memory, mask, memoryMask);
        }
        return norm == null ? x : norm.forward(x);
    }
}
