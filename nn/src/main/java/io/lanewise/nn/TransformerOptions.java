package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * PyTorch's arguments of transformer layers.
 *
 * @param dModel the width of the sequences
 * @param heads the heads of the attention
 * @param feedForward the width between the two linear layers
 * @param dropout the probability of dropout, in all places
 * @param activation what is between the two linear layers
 * @param layerNormEps ε of the layer norms
 * @param batchFirst whether sequences are [batch, length, width] and not [length, batch, width]
 * @param normFirst whether the norms stand before attention and linear layers, and not behind what is added
 * @param bias whether linear layers and norms have one
 */
public record TransformerOptions(
        int dModel,
        int heads,
        int feedForward,
        double dropout,
        UnaryOperator<Tensor> activation,
        double layerNormEps,
        boolean batchFirst,
        boolean normFirst,
        boolean bias) {
    public TransformerOptions {
        Init.atLeast("Transformer", "dModel", dModel, 1);
        Init.atLeast("Transformer", "feedForward", feedForward, 1);
        Init.probability("Transformer", dropout);
    }

    /** PyTorch's defaults: 2048 between the linear layers, dropout 0.1, ReLU, the batch second, norms last. */
    public static TransformerOptions of(int dModel, int heads) {
        return new TransformerOptions(dModel, heads, 2048, 0.1, Tensor::relu, 1e-5, false, false, true);
    }

    public TransformerOptions withFeedForward(int width) {
        return new TransformerOptions(
                dModel, heads, width, dropout, activation, layerNormEps, batchFirst, normFirst, bias);
    }

    public TransformerOptions withDropout(double p) {
        return new TransformerOptions(
                dModel, heads, feedForward, p, activation, layerNormEps, batchFirst, normFirst, bias);
    }

    public TransformerOptions withActivation(UnaryOperator<Tensor> function) {
        return new TransformerOptions(
                dModel, heads, feedForward, dropout, function, layerNormEps, batchFirst, normFirst, bias);
    }

    public TransformerOptions withLayerNormEps(double eps) {
        return new TransformerOptions(
                dModel, heads, feedForward, dropout, activation, eps, batchFirst, normFirst, bias);
    }

    public TransformerOptions withBatchFirst(boolean wanted) {
        return new TransformerOptions(
                dModel, heads, feedForward, dropout, activation, layerNormEps, wanted, normFirst, bias);
    }

    public TransformerOptions withNormFirst(boolean wanted) {
        return new TransformerOptions(
                dModel, heads, feedForward, dropout, activation, layerNormEps, batchFirst, wanted, bias);
    }

    public TransformerOptions withBias(boolean wanted) {
        return new TransformerOptions(
                dModel, heads, feedForward, dropout, activation, layerNormEps, batchFirst, normFirst, wanted);
    }

    MultiheadAttention.Options attention() {
        return MultiheadAttention.Options.of(dModel, heads)
                .withDropout(dropout)
                .withBatchFirst(batchFirst)
                .withBias(bias);
    }

    LayerNorm norm() {
        return new LayerNorm(layerNormEps, true, bias, dModel);
    }
}
