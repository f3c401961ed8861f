package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.function.UnaryOperator;

/** linear2(dropout(activation(linear1(x)))): what encoder and decoder layers do with each element by itself. */
final class TransformerFeedForward extends Module {
    private final Linear linear1;
    private final UnaryOperator<Tensor> activation;
    private final Dropout dropout;
    private final Linear linear2;

    TransformerFeedForward(TransformerOptions options, Generator generator) {
        activation = options.activation();
        linear1 = module("linear1", new Linear(options.dModel(), options.feedForward(), options.bias(), generator));
        dropout = module("dropout", new Dropout(options.dropout(), generator));
        linear2 = module("linear2", new Linear(options.feedForward(), options.dModel(), options.bias(), generator));
    }

    @Override
    public Tensor forward(Tensor input) {
        return linear2.forward(dropout.forward(activation.apply(linear1.forward(input))));
    }
}
