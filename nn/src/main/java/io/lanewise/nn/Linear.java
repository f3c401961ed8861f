package io.lanewise.nn;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b: [..., in] to [..., out], with weight [out, in] and bias [out]. */
public final class Linear extends Module {
    private final int inFeatures;
    private final int outFeatures;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    public Linear(int inFeatures, int outFeatures, Generator generator) {
        this(inFeatures, outFeatures, true, generator);
    }

    /** Weight and bias start uniform in ±1/√in: PyTorch's kaiming_uniform with a = √5. */
    public Linear(int inFeatures, int outFeatures, boolean withBias, Generator generator) {
        this.inFeatures = Init.atLeast("Linear", "inFeatures", inFeatures, 1);
        this.outFeatures = Init.atLeast("Linear", "outFeatures", outFeatures, 1);
        double bound = 1 / Math.sqrt(inFeatures);
        weight = parameter("weight", Init.uniform(generator, bound, outFeatures, inFeatures));
        bias = withBias ? parameter("bias", Init.uniform(generator, bound, outFeatures)) : null;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.linear(weight, bias);
    }

    public Tensor weight() {
        return weight;
    }

    public @Nullable Tensor bias() {
        return bias;
    }

    /**
     * A layer for inference whose weight is this one's, rounded to fewer bits: a copy, which this layer's training does not
     * reach.
     *
     * @throws io.lanewise.tensor.ShapeException in q8_0 and q4_0 when inFeatures is no multiple of 32
     */
    public QuantizedLinear quantized(WeightFormat format) {
        return QuantizedLinear.of(this, format);
    }

    @Override
    protected String describe() {
        return "inFeatures=" + inFeatures + ", outFeatures=" + outFeatures + ", bias=" + (bias != null);
    }
}
