package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The activations of a recurrent node. */
final class Gate {
    private Gate() {}

    /**
     * The functions of all directions, in order.
     *
     * @param defaults the names for one direction, if the node has none
     */
    static List<UnaryOperator<Tensor>> of(Call call, int directions, List<String> defaults) {
        var names = call.texts("activations");
        var alphas = new Numbers(call.numbers("activation_alpha"));
        var betas = new Numbers(call.numbers("activation_beta"));
        double clip = call.number("clip", 0);
        var functions = new ArrayList<UnaryOperator<Tensor>>();
        for (int i = 0; i < directions * defaults.size(); i++) {
            var name = names.isEmpty() ? defaults.get(i % defaults.size()) : name(names, i);
            var function = function(name, alphas, betas);
            functions.add(clip == 0 ? function : x -> function.apply(x.clamp(-clip, clip)));
        }
        return functions;
    }

    private static String name(List<String> names, int i) {
        if (i >= names.size()) {
            throw new IllegalArgumentException("attribute 'activations' has " + names.size() + " names, expected more");
        }
        return names.get(i);
    }

    /** Numbers that are taken by the functions that have such a one, in order. */
    private static final class Numbers {
        private final double @Nullable [] values;
        private int next;

        Numbers(double @Nullable [] values) {
            this.values = values;
        }

        double next(double otherwise) {
            return values != null && next < values.length ? values[next++] : otherwise;
        }
    }

    private static UnaryOperator<Tensor> function(String name, Numbers alphas, Numbers betas) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "relu" -> Tensor::relu;
            case "tanh" -> Tensor::tanh;
            case "sigmoid" -> Tensor::sigmoid;
            case "softsign" -> Tensor::softsign;
            case "softplus" -> x -> x.softplus(1, Double.MAX_VALUE);
            case "elu" -> {
                double alpha = alphas.next(1);
                yield x -> x.elu(alpha);
            }
            case "leakyrelu" -> {
                double alpha = alphas.next(0.01f);
                yield x -> x.leakyRelu(alpha);
            }
            case "thresholdedrelu" -> {
                double alpha = alphas.next(1);
                yield x -> x.threshold(alpha, 0);
            }
            case "affine" -> {
                double alpha = alphas.next(1);
                double beta = betas.next(0);
                yield x -> x.mul(alpha).add(beta);
            }
            case "scaledtanh" -> {
                double alpha = alphas.next(1);
                double beta = betas.next(1);
                yield x -> x.mul(beta).tanh().mul(alpha);
            }
            case "hardsigmoid" -> {
                double alpha = alphas.next(0.2f);
                double beta = betas.next(0.5);
                yield x -> x.mul(alpha).add(beta).clamp(0, 1);
            }
            default -> throw new IllegalArgumentException("the activation '" + name + "' is not supported");
        };
    }
}
