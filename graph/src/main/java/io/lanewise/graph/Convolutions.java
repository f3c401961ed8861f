package io.lanewise.graph;

import static io.lanewise.graph.Pattern.any;
import static io.lanewise.graph.Pattern.map;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a convolution's weights do what follows it for each channel: a batch norm's statistics and weights are products
 * and sums with numbers that do not change. Not those of whole numbers, which have to stay whole.
 */
final class Convolutions {
    private static final Pattern CONVOLUTION = (value, match, rest) -> value instanceof Value.Node node
            && node.op() instanceof Op.Convolution op
            && !op.direct()
            && rest.getAsBoolean();
    private static final Pattern SUM = map(Catalog.ADD, held(), any("numbers"));
    private static final Pattern DIFFERENCE = map(Catalog.SUB, held(), any("numbers"));
    private static final Pattern PRODUCT = map(Catalog.MUL, held(), any("numbers"));
    private static final Pattern QUOTIENT = map(Catalog.DIV, held(), any("numbers"));

    private Convolutions() {}

    private static Pattern held() {
        return Pattern.hold("convolution", CONVOLUTION);
    }

    static Value found(Value.Node node, Site site) {
        if (!(node.op() instanceof Op.Map(Elementwise function, var _))) {
            return node;
        }
        var match = match(node);
        if (match == null) {
            return node;
        }
        var convolution = (Value.Node) match.value("convolution");
        var numbers = channels(match.value("numbers"), convolution, site);
        boolean fits = numbers != null
                && convolution.inputs().get(1) instanceof Value.Constant
                && convolution.shape().equals(node.shape())
                && site.isUsedOnce(convolution);
        return fits && numbers != null ? joined(convolution, function, numbers, site) : node;
    }

    private static @Nullable Match match(Value.Node node) {
        for (var form : List.of(SUM, DIFFERENCE, PRODUCT, QUOTIENT)) {
            var match = Pattern.match(form, node);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    /** A number for each channel [channels], or the one number of all; null if it is something else. */
    private static @Nullable Value channels(Value value, Value.Node convolution, Site site) {
        var shape = value.shape();
        if (!(value instanceof Value.Constant)) {
            return null;
        }
        if (shape.elements() == 1) {
            return site.reshaped(value, Shape.SCALAR);
        }
        int channels = convolution.shape().dim(1);
        int axis = shape.rank() - (convolution.shape().rank() - 1);
        boolean each = axis >= 0 && axis < 2 && shape.elements() == channels && shape.dim(axis) == channels;
        return each ? site.reshaped(value, Shape.of(channels)) : null;
    }

    private static Value joined(Value.Node convolution, Elementwise function, Value numbers, Site site) {
        var w = convolution.inputs().get(1);
        int filters = convolution.shape().dim(1);
        List<Value> inputs = new ArrayList<>(convolution.inputs());
        boolean scales = function.equals(Catalog.MUL) || function.equals(Catalog.DIV);
        if (scales) {
            var sizes = new int[w.shape().rank()];
            Arrays.fill(sizes, 1);
            sizes[0] = filters;
            var spread = numbers.shape().rank() == 0 ? numbers : site.reshaped(numbers, Shape.of(sizes));
            inputs.set(1, site.make(new Op.Map(function), w.shape(), w.dtype(), w, spread));
        }
        if (inputs.size() > 2) {
            var b = inputs.get(2);
            inputs.set(2, site.make(new Op.Map(function), b.shape(), b.dtype(), b, numbers));
        } else if (!scales) {
            var all = site.expanded(numbers, Shape.of(filters));
            inputs.add(
                    function.equals(Catalog.SUB)
                            ? site.make(new Op.Map(Catalog.NEG), all.shape(), all.dtype(), all)
                            : all);
        }
        return site.make(convolution.op(), convolution.shape(), convolution.dtype(), inputs);
    }
}
