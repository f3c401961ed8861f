package io.lanewise.graph;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.cpu.HeapStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Memory for one run at a time of a plan: tensors in the plan's slots, most of which stay from run to run. */
final class Frame {
    private final Plan plan;
    private final @Nullable Tensor[] slots;

    /** Whether a slot holds the same tensor in every run. */
    private final boolean[] fixed;

    private final List<Call> calls = new ArrayList<>();
    private final List<Plan.Step> fresh = new ArrayList<>();
    private final int[] outputs;

    /** Whether all steps are elementwise, which make no tensors of their own. */
    private final boolean plain;

    /** A frame on arrays for the plan's buffers. */
    Frame(Plan plan, List<Object> arrays) {
        this.plan = plan;
        this.slots = new @Nullable Tensor[plan.slots()];
        this.fixed = new boolean[slots.length];
        this.outputs = plan.graph().outputs().stream().mapToInt(plan::slotOf).toArray();
        plan.known().forEach((value, tensor) -> {
            slots[plan.slotOf(value)] = tensor;
            fixed[plan.slotOf(value)] = true;
        });
        try (var _ = GradMode.noGrad()) {
            plan.steps().forEach(step -> prepare(step, arrays));
        }
        this.plain = calls.stream().allMatch(call -> call.op instanceof Op.Map);
    }

    Plan plan() {
        return plan;
    }

    private void prepare(Plan.Step step, List<Object> arrays) {
        var node = step.node();
        if (step.op().isView()) {
            var source = slots[step.from()[0]];
            // The elements of a parameter may be replaced, and its views with them.
            if (source != null && fixed[step.from()[0]] && !(node.inputs().getFirst() instanceof Value.Parameter)) {
                slots[step.to()] = Engine.run(step.op(), source);
                fixed[step.to()] = true;
                return;
            }
        } else if (step.buffer() == Plan.FRESH) {
            fresh.add(step);
        } else {
            var storage = new HeapStorage(
                    node.dtype(), arrays.get(step.buffer()), node.shape().elements());
            slots[step.to()] = Tensor.on(storage, node.shape());
            fixed[step.to()] = true;
        }
        calls.add(new Call(step));
    }

    /** The outputs for these inputs, in storage of their own where they are computed; each step is announced. */
    List<Tensor> run(List<Tensor> inputs, @Nullable Consumer<Value.Node> before) {
        for (int i = 0; i < inputs.size(); i++) {
            slots[i] = inputs.get(i);
        }
        for (var step : fresh) {
            slots[step.to()] = Tensor.empty(step.node().shape(), step.node().dtype());
        }
        if (plain) {
            runAll(before);
        } else {
            try (var _ = Scope.open();
                    var _ = GradMode.noGrad()) {
                runAll(before);
            }
        }
        var results = results();
        clear();
        return results;
    }

    private void runAll(@Nullable Consumer<Value.Node> before) {
        for (var call : calls) {
            if (before != null) {
                before.accept(call.node);
            }
            call.run();
        }
    }

    private List<Tensor> results() {
        var results = new ArrayList<Tensor>(outputs.length);
        for (int i = 0; i < outputs.length; i++) {
            var result = at(outputs[i]);
            boolean constant = plan.graph().outputs().get(i) instanceof Value.Constant;
            results.add(constant ? Capture.copy(result) : result);
        }
        return results;
    }

    private Tensor at(int slot) {
        var tensor = slots[slot];
        if (tensor == null) {
            throw new IllegalStateException("graph: slot " + slot + " is read before it is written");
        }
        return tensor;
    }

    /** Lets go of what belongs to the caller. */
    private void clear() {
        for (int i = 0; i < slots.length; i++) {
            if (!fixed[i]) {
                slots[i] = null;
            }
        }
        calls.forEach(Call::clear);
    }

    /** A step with its operands at hand. */
    private final class Call {
        private final Op op;
        private final Value.Node node;
        private final boolean view;
        private final int[] from;
        private final int to;
        private final @Nullable Tensor[] operands;
        private final List<Tensor> list;

        /** The operands that are other tensors in each run. */
        private final int[] moving;

        @SuppressWarnings("NullAway") // Every operand is there when the list is passed on.
        Call(Plan.Step step) {
            this.op = step.op();
            this.node = step.node();
            this.view = op.isView();
            this.from = step.from();
            this.to = step.to();
            this.operands = new @Nullable Tensor[from.length];
            this.list = Arrays.asList(operands);
            this.moving =
                    IntStream.range(0, from.length).filter(i -> !fixed[from[i]]).toArray();
            for (int i = 0; i < from.length; i++) {
                operands[i] = fixed[from[i]] ? slots[from[i]] : null;
            }
        }

        void run() {
            for (int i : moving) {
                operands[i] = slots[from[i]];
            }
            if (view) {
                slots[to] = Engine.run(op, list);
            } else if (op instanceof Op.Custom) {
                Engine.into(new Op.Copy(), List.of(Engine.run(op, list)), at(to));
            } else {
                Engine.into(op, list, at(to));
            }
        }

        void clear() {
            for (int i : moving) {
                operands[i] = null;
            }
        }
    }
}
