package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Branches and loops. What they decide by is read while they run. */
final class ControlFlow {
    private ControlFlow() {}

    static @Nullable Operator find(String name, int version) {
        return switch (name) {
            case "If" ->
                call -> {
                    boolean condition = call.x().itemLong() != 0;
                    return call.body(condition ? "then_branch" : "else_branch").run(List.of());
                };
            case "Loop" -> ControlFlow::loop;
            case "Scan" -> version < 9 ? ControlFlow::scanOfBatches : ControlFlow::scan;
            default -> null;
        };
    }

    private static OnnxValue dense(Tensor tensor) {
        return new OnnxValue.Dense(tensor);
    }

    /** Inputs: the most rounds, whether to begin, what is carried. Outputs: what is carried, then what each round gave. */
    private static List<OnnxValue> loop(Call call) {
        long most = call.has(0) ? call.tensor(0).itemLong() : Long.MAX_VALUE;
        boolean go = !call.has(1) || call.tensor(1).itemLong() != 0;
        var carried = new ArrayList<OnnxValue>();
        for (int i = 2; i < call.inputs(); i++) {
            carried.add(call.value(i));
        }
        int kept = carried.size();
        var given = new ArrayList<List<Tensor>>();
        IntStream.range(kept, call.outputs()).forEach(_ -> given.add(new ArrayList<>()));
        var body = call.body("body");
        for (long round = 0; round < most && go; round++) {
            var inputs = new ArrayList<OnnxValue>();
            inputs.add(dense(Tensor.of(round).reshape(Shape.SCALAR)));
            inputs.add(dense(Tensor.of(true).reshape(Shape.SCALAR)));
            inputs.addAll(carried);
            var outputs = body.run(inputs);
            go = Call.dense(outputs.getFirst(), "the body's condition").itemLong() != 0;
            carried = new ArrayList<>(outputs.subList(1, 1 + kept));
            for (int i = 0; i < given.size(); i++) {
                given.get(i).add(Call.dense(outputs.get(1 + kept + i), "output " + i + " of a round"));
            }
        }
        for (var rounds : given) {
            carried.add(dense(rounds.isEmpty() ? Tensor.zeros(Shape.of(0), DType.F32) : Tensor.stack(rounds, 0)));
        }
        return carried;
    }

    /** Inputs: the state, then sequences. Outputs: the state, then what each step gave. */
    private static List<OnnxValue> scan(Call call) {
        int sequences = call.whole("num_scan_inputs", 1);
        int states = call.inputs() - sequences;
        int[] inputAxes = call.wholes("scan_input_axes", new int[sequences]);
        int[] inputDirections = call.wholes("scan_input_directions", new int[sequences]);
        int results = call.outputs() - states;
        int[] outputAxes = call.wholes("scan_output_axes", new int[results]);
        int[] outputDirections = call.wholes("scan_output_directions", new int[results]);
        var state = call.tensors().subList(0, states);
        var scanned = call.tensors().subList(states, call.inputs());
        return Operator.dense(
                steps(call.body("body"), state, scanned, inputAxes, inputDirections, outputAxes, outputDirections));
    }

    private static List<Tensor> steps(
            Body body,
            List<Tensor> initial,
            List<Tensor> scanned,
            int[] inputAxes,
            int[] inputDirections,
            int[] outputAxes,
            int[] outputDirections) {
        int states = initial.size();
        int steps = scanned.getFirst().size(inputAxes[0]);
        var state = initial;
        var given = new ArrayList<List<Tensor>>();
        IntStream.range(0, outputAxes.length).forEach(_ -> given.add(new ArrayList<>()));
        for (int step = 0; step < steps; step++) {
            var inputs = new ArrayList<>(state);
            for (int i = 0; i < scanned.size(); i++) {
                inputs.add(scanned.get(i).select(inputAxes[i], inputDirections[i] == 0 ? step : steps - 1 - step));
            }
            var outputs = body.run(Operator.dense(inputs)).stream()
                    .map(value -> Call.dense(value, "an output of the body"))
                    .toList();
            state = outputs.subList(0, states);
            for (int i = 0; i < given.size(); i++) {
                given.get(i).add(outputs.get(states + i));
            }
        }
        var results = new ArrayList<>(state);
        for (int i = 0; i < given.size(); i++) {
            var rounds = outputDirections[i] == 0 ? given.get(i) : given.get(i).reversed();
            results.add(Tensor.stack(rounds, outputAxes[i]));
        }
        return results;
    }

    /** Opset 8's: the first input is the optional lengths, and everything has a batch in front. */
    private static List<OnnxValue> scanOfBatches(Call call) {
        if (call.has(0)) {
            throw new IllegalArgumentException("sequence_lens of Scan's first version are not supported");
        }
        int sequences = call.whole("num_scan_inputs", 1);
        int states = call.inputs() - 1 - sequences;
        int[] directions = call.wholes("directions", new int[sequences]);
        int results = call.outputs() - states;
        var all = new ArrayList<List<Tensor>>();
        int batches = call.tensor(1).size(0);
        for (int b = 0; b < batches; b++) {
            var inputs = new ArrayList<Tensor>();
            for (int i = 1; i < call.inputs(); i++) {
                inputs.add(call.tensor(i).select(0, b));
            }
            all.add(steps(
                    call.body("body"),
                    inputs.subList(0, states),
                    inputs.subList(states, inputs.size()),
                    new int[sequences],
                    directions,
                    new int[results],
                    new int[results]));
        }
        return Operator.dense(IntStream.range(0, call.outputs())
                .mapToObj(i ->
                        Tensor.stack(all.stream().map(batch -> batch.get(i)).toList(), 0))
                .toList());
    }
}
