package io.lanewise.onnx.operators;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists of tensors, and values that may be missing. */
final class Sequences {
    private Sequences() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Identity" -> call -> List.of(call.value(0));
            case "SequenceConstruct" -> call -> sequence(call.tensors());
            case "SequenceEmpty" -> _ -> sequence(List.of());
            case "SequenceAt" ->
                call -> {
                    var tensors = call.sequence(0);
                    return Operator.dense(List.of(tensors.get(place(call, tensors.size()))));
                };
            case "SequenceInsert" ->
                call -> {
                    var tensors = new ArrayList<>(call.sequence(0));
                    int at = call.has(2) ? call.wholes(2)[0] : tensors.size();
                    tensors.add(at < 0 ? at + tensors.size() : at, call.tensor(1));
                    return sequence(tensors);
                };
            case "SequenceErase" ->
                call -> {
                    var tensors = new ArrayList<>(call.sequence(0));
                    tensors.remove(place(call, tensors.size()));
                    return sequence(tensors);
                };
            case "SequenceLength" ->
                Operator.one(call -> Tensor.of((long) call.sequence(0).size()).reshape(Shape.SCALAR));
            case "ConcatFromSequence" ->
                Operator.one(call -> {
                    int axis = call.whole("axis", 0);
                    return call.flag("new_axis", false)
                            ? Tensor.stack(call.sequence(0), axis)
                            : Tensor.cat(call.sequence(0), axis);
                });
            case "SplitToSequence" -> Sequences::split;
            case "SequenceMap" -> Sequences::map;
            case "Optional" -> call -> List.of(new OnnxValue.Maybe(call.has(0) ? call.value(0) : null));
            case "OptionalHasElement" ->
                Operator.one(call -> {
                    boolean there =
                            call.has(0) && !(call.value(0) instanceof OnnxValue.Maybe(var inner) && inner == null);
                    return Tensor.of(there).reshape(Shape.SCALAR);
                });
            case "OptionalGetElement" ->
                call -> {
                    var value = call.value(0);
                    if (value instanceof OnnxValue.Maybe(var inner)) {
                        if (inner == null) {
                            throw new IllegalArgumentException("the optional is empty");
                        }
                        return List.of(inner);
                    }
                    return List.of(value);
                };
            default -> null;
        };
    }

    private static List<OnnxValue> sequence(List<Tensor> tensors) {
        return List.of(new OnnxValue.Sequence(tensors));
    }

    /** The second input, counted from the first element; the last one where it is missing. */
    private static int place(Call call, int size) {
        int at = call.has(1) ? call.wholes(1)[0] : -1;
        int place = at < 0 ? at + size : at;
        if (place < 0 || place >= size) {
            throw new IllegalArgumentException("place " + at + " of a sequence of " + size);
        }
        return place;
    }

    private static List<OnnxValue> split(Call call) {
        var x = call.x();
        int axis = call.whole("axis", 0);
        if (!call.has(1)) {
            var each = x.split(1, axis);
            return sequence(
                    call.flag("keepdims", true)
                            ? each
                            : each.stream().map(part -> part.squeeze(axis)).toList());
        }
        var sizes = call.tensor(1);
        return sequence(sizes.dim() == 0 ? x.split(call.wholes(1)[0], axis) : x.split(call.wholes(1), axis));
    }

    /** The body for the first elements of all sequences, the second ones, and so on; tensors stay the same. */
    private static List<OnnxValue> map(Call call) {
        int rounds = call.sequence(0).size();
        var body = call.body("body");
        var given = new ArrayList<List<Tensor>>();
        IntStream.range(0, call.outputs()).forEach(_ -> given.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            var inputs = new ArrayList<OnnxValue>();
            for (int i = 0; i < call.inputs(); i++) {
                inputs.add(
                        call.value(i) instanceof OnnxValue.Sequence(var tensors)
                                ? new OnnxValue.Dense(tensors.get(round))
                                : call.value(i));
            }
            var outputs = body.run(inputs);
            for (int i = 0; i < given.size(); i++) {
                given.get(i).add(Call.dense(outputs.get(i), "output " + i + " of the body"));
            }
        }
        return given.stream().<OnnxValue>map(OnnxValue.Sequence::new).toList();
    }
}
