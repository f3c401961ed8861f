package io.lanewise.nn;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.QuantizedWeight;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x·Wᵀ + b with a weight of few bits, for inference: f32 [..., in] to f32 [..., out]. The weight's tensors are buffers,
 * {@code weight} and, for int8, {@code scales}, which are saved and loaded with the state; it is not trained, but
 * gradients reach the input.
 */
public final class QuantizedLinear extends Module {
    private final QuantizedWeight weight;
    private final @Nullable Tensor bias;

    /** A layer with this weight [out, in] and bias [out] or null. */
    public QuantizedLinear(QuantizedWeight weight, @Nullable Tensor bias) {
        var scales = weight.scales();
        this.weight = new QuantizedWeight(
                weight.format(), buffer("weight", weight.data()), scales == null ? null : buffer("scales", scales));
        this.bias = bias == null ? null : buffer("bias", bias.detach());
    }

    /** The layer's weight rounded to the nearest in a format, and its bias. */
    public static QuantizedLinear of(Linear layer, WeightFormat format) {
        try (var _ = GradMode.noGrad()) {
            var bias = layer.bias();
            return new QuantizedLinear(
                    QuantizedWeight.of(format, layer.weight()),
                    bias == null ? null : bias.detach().copy());
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.linear(weight, bias);
    }

    public QuantizedWeight weight() {
        return weight;
    }

    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    protected String describe() {
        return "inFeatures=" + weight.inputs() + ", outFeatures=" + weight.outputs() + ", bias=" + (bias != null)
                + ", format=" + weight.format().lower();
    }
}
