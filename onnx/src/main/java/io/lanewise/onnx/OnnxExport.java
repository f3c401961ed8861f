package io.lanewise.onnx;

import io.lanewise.graph.CaptureException;
import io.lanewise.graph.Graph;
import io.lanewise.onnx.export.Axis;
import io.lanewise.onnx.export.Family;
import io.lanewise.onnx.export.Translator;
import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Writes a function of tensors, such as a module's {@code forward}, as an ONNX model of opset 20 for other runtimes.
 *
 * <pre>{@code
 * model.eval();
 * OnnxExport.of(model::forward)
 *         .parameters(model.stateDict())
 *         .inputs("image")
 *         .outputs("logits")
 *         .dynamicAxis("image", 0, "batch")
 *         .write(Path.of("model.onnx"), Tensor.zeros(1, 28, 28));
 * }</pre>
 *
 * <p>The function runs on the example, and what it does is written down, as {@link io.lanewise.graph.Compiled} does it:
 * decisions that Java takes stay decided, and parameters are written as they are now. All sizes are the example's, but for
 * those of dynamic axes. For each of these the function is captured once more with the axis twice as long and one longer, so
 * that what depends on its size is seen; the function must take this. Sizes that are products of such axes and numbers
 * can be followed; a loop over such an axis, as in recurrent layers, cannot, and is refused.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class OnnxExport {
    private final Function<List<Tensor>, List<Tensor>> function;
    private final List<DynamicAxis> dynamic = new ArrayList<>();
    private Map<String, Tensor> parameters = Map.of();
    private List<String> inputs = List.of();
    private List<String> outputs = List.of();

    private record DynamicAxis(String input, int dim, String name) {}

    private OnnxExport(Function<List<Tensor>, List<Tensor>> function) {
        this.function = function;
    }

    /** A function of one tensor. */
    public static OnnxExport of(UnaryOperator<Tensor> function) {
        return ofLists(inputs -> List.of(function.apply(inputs.getFirst())));
    }

    /** A function of any number of tensors with any number of results. */
    public static OnnxExport ofLists(Function<List<Tensor>, List<Tensor>> function) {
        return new OnnxExport(function);
    }

    /** What the function's tensors are called in the file: a module's {@code stateDict()}. */
    public OnnxExport parameters(Map<String, Tensor> state) {
        parameters = new LinkedHashMap<>(state);
        return this;
    }

    /** The inputs' names, in order; without them they are {@code input}, or {@code input_0}, {@code input_1}… */
    public OnnxExport inputs(String... names) {
        inputs = List.of(names);
        return this;
    }

    /** The outputs' names, in order; without them they are {@code output}, or {@code output_0}, {@code output_1}… */
    public OnnxExport outputs(String... names) {
        outputs = List.of(names);
        return this;
    }

    /**
     * Lets an axis of an input have another size in each run. Axes of one name, of several inputs, have the same size.
     *
     * @param axis counted from the last where it is negative
     */
    public OnnxExport dynamicAxis(String input, int axis, String name) {
        dynamic.add(new DynamicAxis(input, axis, name));
        return this;
    }

    /**
     * Writes the model, whole or not at all, with its parameters in the one file.
     *
     * @param examples an input each; all but the sizes of dynamic axes stays what it is here
     * @throws OnnxException when the function does what a graph cannot hold, or an operation that ONNX has nothing for; the
     *     message names it. Also when the file would have 2³¹ bytes or more
     */
    public void write(Path file, Tensor... examples) throws IOException {
        var model = file(examples);
        try {
            ModelWriter.write(file, model);
        } catch (IllegalArgumentException e) {
            throw new OnnxException("export: " + e.getMessage(), e);
        }
    }

    OnnxFile file(Tensor... examples) {
        try (var _ = GradMode.noGrad()) {
            return captured(List.of(examples));
        } catch (CaptureException | IllegalArgumentException e) {
            throw new OnnxException("export: " + e.getMessage(), e);
        }
    }

    private OnnxFile captured(List<Tensor> examples) {
        var in = names("input", inputs, examples.size());
        var axes = new TreeMap<String, Axis>();
        var places = new ArrayList<Axis>();
        var base = new ArrayList<>(examples);
        for (var axis : dynamic) {
            int input = in.indexOf(axis.input());
            if (input < 0) {
                throw new IllegalArgumentException("there is no input '" + axis.input() + "' among " + in);
            }
            int dim = examples.get(input).shape().axis(axis.dim());
            int size = Math.max(2, examples.get(input).size(dim));
            var place = new Axis(axis.name(), input, dim, size, 2 * size + 1);
            var first = axes.putIfAbsent(axis.name(), place);
            if (first != null && first.size() != size) {
                throw new IllegalArgumentException("axis '" + axis.name() + "' is " + first.size() + " of input '"
                        + in.get(first.input()) + "' and " + size + " of input '" + axis.input() + "'");
            }
            places.add(place);
            base.set(input, longer(base.get(input), dim, size));
        }
        var graph = capture(base);
        var order = List.copyOf(axes.values());
        var grown =
                order.stream().map(axis -> capture(grown(base, places, axis))).toList();
        var out = names("output", outputs, graph.outputs().size());
        checkNames(in, out);
        return Translator.file(new Family(graph, order, grown), parameters, in, out);
    }

    private Graph capture(List<Tensor> examples) {
        return Graph.capture(function, examples.toArray(Tensor[]::new));
    }

    /** The examples with more elements along an axis. */
    private static List<Tensor> grown(List<Tensor> examples, List<Axis> places, Axis axis) {
        var grown = new ArrayList<>(examples);
        places.stream()
                .filter(place -> place.name().equals(axis.name()))
                .forEach(place ->
                        grown.set(place.input(), longer(grown.get(place.input()), place.dim(), place.grown())));
        return grown;
    }

    /** A tensor whose last element along an axis is repeated until it has a size. */
    private static Tensor longer(Tensor tensor, int dim, int size) {
        var longer = tensor.detach().contiguous();
        while (longer.size(dim) < size) {
            longer = Tensor.cat(List.of(longer, longer.narrow(dim, longer.size(dim) - 1, 1)), dim);
        }
        return longer;
    }

    private static List<String> names(String kind, List<String> given, int count) {
        if (given.isEmpty()) {
            return count == 1
                    ? List.of(kind)
                    : IntStream.range(0, count).mapToObj(i -> kind + "_" + i).toList();
        }
        if (given.size() != count) {
            throw new IllegalArgumentException("there are " + count + " " + kind + "s, but the names " + given);
        }
        return given;
    }

    private static void checkNames(List<String> inputs, List<String> outputs) {
        var all = new HashSet<>(inputs);
        all.addAll(outputs);
        if (all.size() != inputs.size() + outputs.size() || all.contains("")) {
            throw new IllegalArgumentException(
                    "inputs " + inputs + " and outputs " + outputs + " need a name of their own each");
        }
    }
}
