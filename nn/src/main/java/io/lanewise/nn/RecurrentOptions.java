package io.lanewise.nn;

/**
 * PyTorch's arguments of recurrent layers.
 *
 * @param inputSize the width of the input
 * @param hiddenSize the width of the hidden state
 * @param layers how many there are one above the other
 * @param bias whether the linear maps have one
 * @param batchFirst whether sequences are [batch, length, width] and not [length, batch, width]
 * @param dropout the probability of dropout between the layers, in training
 * @param bidirectional whether each layer reads the sequence from both ends
 * @param projSize the width that an LSTM's hidden state is mapped to; 0 for none
 */
public record RecurrentOptions(
        int inputSize,
        int hiddenSize,
        int layers,
        boolean bias,
        boolean batchFirst,
        double dropout,
        boolean bidirectional,
        int projSize) {
    public RecurrentOptions {
        Init.atLeast("RecurrentOptions", "inputSize", inputSize, 1);
        Init.atLeast("RecurrentOptions", "hiddenSize", hiddenSize, 1);
        Init.atLeast("RecurrentOptions", "layers", layers, 1);
        Init.atLeast("RecurrentOptions", "projSize", projSize, 0);
        Init.probability("RecurrentOptions", dropout);
        if (projSize >= hiddenSize) {
            throw new IllegalArgumentException(
                    "RecurrentOptions: projSize " + projSize + " is not below hiddenSize " + hiddenSize);
        }
    }

    /** PyTorch's defaults: one layer with biases, in one direction. */
    public static RecurrentOptions of(int inputSize, int hiddenSize) {
        return new RecurrentOptions(inputSize, hiddenSize, 1, true, false, 0, false, 0);
    }

    public RecurrentOptions withLayers(int count) {
        return new RecurrentOptions(inputSize, hiddenSize, count, bias, batchFirst, dropout, bidirectional, projSize);
    }

    public RecurrentOptions withBias(boolean wanted) {
        return new RecurrentOptions(
                inputSize, hiddenSize, layers, wanted, batchFirst, dropout, bidirectional, projSize);
    }

    public RecurrentOptions withBatchFirst(boolean wanted) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, wanted, dropout, bidirectional, projSize);
    }

    public RecurrentOptions withDropout(double p) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, p, bidirectional, projSize);
    }

    public RecurrentOptions withBidirectional(boolean wanted) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, dropout, wanted, projSize);
    }

    public RecurrentOptions withProjSize(int width) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, dropout, bidirectional, width);
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }

    /** The width of what a layer hands on, in one direction. */
    int outputSize() {
        return projSize > 0 ? projSize : hiddenSize;
    }
}
