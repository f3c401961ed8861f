package io.lanewise.tensor;

import io.lanewise.tensor.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The one way through the library: runs an operation on a backend and, where a gradient is wanted, records it. */
public final class Engine {
    /** Of the library's own class loader, so that every caller sees the same one. */
    private static final @Nullable Differentiator DIFFERENTIATOR = ServiceLoader.load(
                    Differentiator.class, Tensor.class.getClassLoader())
            .findFirst()
            .orElse(null);

    private static final System.Logger LOG = System.getLogger("io.lanewise.tensor");
    private static final Set<String> FALLBACKS = ConcurrentHashMap.newKeySet();

    private Engine() {}

    /** Runs an operation on inputs of checked shapes and types. */
    public static Tensor run(Op op, Tensor... inputs) {
        return run(op, Arrays.asList(inputs));
    }

    public static Tensor run(Op op, List<Tensor> given) {
        var inputs = onOneBackend(op, given);
        if (computesInHalf(op, inputs)) {
            return runInFloat(op, inputs);
        }
        var output = compute(op, inputs);
        if (output.dtype().isFloat() && isRecorded(inputs)) {
            record(op, inputs, output);
        }
        return output;
    }

    /** Single numbers follow the other inputs to their backend, as in PyTorch; anything larger is moved by the caller. */
    private static List<Tensor> onOneBackend(Op op, List<Tensor> inputs) {
        var backend = inputs.getFirst().backend();
        boolean same = true;
        for (var input : inputs) {
            if (input.backend() != backend) {
                same = false;
                backend = input.dim() > 0 ? input.backend() : backend;
            }
        }
        if (same) {
            return inputs;
        }
        var moved = new ArrayList<Tensor>(inputs.size());
        for (var input : inputs) {
            if (input.backend() != backend && input.dim() > 0) {
                throw new IllegalArgumentException(op.name() + ": inputs on the backends "
                        + input.backend().name() + " and " + backend.name() + "; move one with to(backend)");
            }
            moved.add(input.to(backend));
        }
        return moved;
    }

    private static Tensor compute(Op op, List<Tensor> inputs) {
        var observer = Tracing.observer();
        if (observer == null) {
            return computed(op, inputs);
        }
        return observer.running(op, inputs, () -> Tracing.unobserved(() -> computed(op, inputs)));
    }

    private static Tensor computed(Op op, List<Tensor> inputs) {
        var first = inputs.getFirst();
        if (op instanceof Op.View view) {
            return Views.of(view, first);
        }
        if (op instanceof Op.Custom custom) {
            try (var _ = GradMode.noGrad()) {
                return custom.forward(inputs).detach();
            }
        }
        var result = Inference.of(op, inputs);
        var output = Tensor.allocate(first.backend(), result.dtype(), result.shape());
        execute(op, inputs, output);
        return output;
    }

    /**
     * Runs an operation whose result takes the place of its first input, of the same shape and type.
     *
     * @throws IllegalStateException when the change could not be differentiated: on a leaf that needs a gradient, or on
     *     a view while a gradient is wanted
     * @throws IllegalArgumentException when the target was expanded: its elements are not places of their own
     */
    public static Tensor runInPlace(Op op, Tensor target, Tensor... others) {
        checkWritable(op.name(), target);
        var inputs = new ArrayList<Tensor>(others.length + 1);
        inputs.add(target);
        inputs.addAll(Arrays.asList(others));
        boolean recorded = target.dtype().isFloat() && isRecorded(inputs);
        if (recorded) {
            checkInPlace(op.name(), target);
            inputs.set(0, target.alias());
        }
        if (computesInHalf(op, inputs)) {
            try (var _ = GradMode.noGrad()) {
                change(new Op.Copy(), List.of(runInFloat(op, inputs)), target);
            }
        } else {
            change(op, inputs, target);
        }
        if (recorded) {
            target.recordInPlace(() -> record(op, inputs, target));
            target.storage().rewritten();
            target.seeRewrites();
        }
        target.storage().changed();
        return target;
    }

    /** Overwrites a tensor with another's values; only the source's gradient goes on. */
    static Tensor overwrite(Tensor target, Tensor source) {
        boolean recorded = target.dtype().isFloat() && isRecorded(List.of(target, source));
        var op = new Op.Cast(target.dtype());
        checkWritable("copy", target);
        if (recorded) {
            checkInPlace("copy", target);
        }
        change(op, List.of(source.storage() == target.storage() ? source.copy() : source), target);
        if (recorded) {
            target.setNode(null);
            if (source.requiresGrad()) {
                record(op, List.of(source), target);
            }
            target.storage().rewritten();
            target.seeRewrites();
        }
        target.storage().changed();
        return target;
    }

    /**
     * Runs an operation into an output of its result's shape and type, and records nothing: for those who plan memory.
     * The output shares no elements with an input, unless it is the very view that an input of an elementwise operation
     * is. Views and custom operations have no such form, nor has arithmetic on f16 and bf16.
     */
    public static void into(Op op, List<Tensor> inputs, Tensor output) {
        execute(op, inputs, output);
        output.storage().changed();
    }

    private static void change(Op op, List<Tensor> inputs, Tensor target) {
        var observer = Tracing.observer();
        if (observer == null) {
            execute(op, inputs, target);
            return;
        }
        observer.changing(
                op,
                inputs,
                target,
                () -> Tracing.unobserved(() -> {
                    execute(op, inputs, target);
                    return target;
                }));
    }

    private static void checkWritable(String operation, Tensor target) {
        for (int axis = 0; axis < target.dim(); axis++) {
            if (target.stride(axis) == 0 && target.size(axis) > 1) {
                throw new IllegalArgumentException(operation + "_: dimension " + axis + " of " + target.shape()
                        + " repeats one element, which cannot be changed in place; change a copy");
            }
        }
    }

    private static void checkInPlace(String operation, Tensor target) {
        if (target.isLeaf() && target.requiresGrad()) {
            throw new IllegalStateException(operation + "_: a leaf that requires a gradient cannot be changed in place;"
                    + " wrap the change in GradMode.noGrad()");
        }
        if (target.isView()) {
            throw new IllegalStateException(operation + "_: a view cannot be changed in place while a gradient is"
                    + " wanted, since the tensor that it views would not know; change a copy, or use the form that"
                    + " returns a new tensor");
        }
    }

    private static void execute(Op op, List<Tensor> inputs, Tensor output) {
        var backend = output.backend();
        if (backend == CpuBackend.INSTANCE
                || backend.supports(op, inputs.stream().map(Tensor::dtype).toList())) {
            backend.execute(op, inputs, output);
            return;
        }
        if (FALLBACKS.add(backend.name() + " " + op.name())) {
            LOG.log(System.Logger.Level.INFO, "{0} does not run {1}: the CPU does", backend.name(), op.name());
        }
        var onCpu = inputs.stream().map(t -> t.to(CpuBackend.INSTANCE)).toList();
        var result = Tensor.allocate(CpuBackend.INSTANCE, output.dtype(), output.shape());
        CpuBackend.INSTANCE.execute(op, onCpu, result);
        var array = result.toArray();
        if (output.isContiguous()) {
            backend.copyIn(array, 0, output.storage(), output.offset(), output.elements());
        } else {
            backend.execute(new Op.Copy(), List.of(result.to(backend)), output);
        }
    }

    /** Operations that compute with numbers do it in f32; those that move them, or widen them in registers, do not. */
    private static boolean computesInHalf(Op op, List<Tensor> inputs) {
        if (op instanceof Op.View
                || op instanceof Op.Cast
                || op instanceof Op.Copy
                || op instanceof Op.QuantizedLinear) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).dtype().isHalf()) {
                return true;
            }
        }
        return false;
    }

    private static Tensor runInFloat(Op op, List<Tensor> inputs) {
        var half = inputs.stream()
                .map(Tensor::dtype)
                .filter(DType::isHalf)
                .findFirst()
                .orElseThrow();
        var widened = inputs.stream().map(t -> t.to(t.dtype().compute())).toList();
        var result = run(op, widened);
        return result.dtype() == DType.F32 ? result.to(half) : result;
    }

    private static boolean isRecorded(List<Tensor> inputs) {
        if (DIFFERENTIATOR == null) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).requiresGrad()) {
                return GradMode.isEnabled();
            }
        }
        return false;
    }

    private static void record(Op op, List<Tensor> inputs, Tensor output) {
        var parents = new ArrayList<@Nullable Node>(inputs.size());
        for (var input : inputs) {
            input.checkHistory(op);
            parents.add(input.node());
        }
        var backward = differentiator().derivative(op, inputs, output);
        if (backward != null) {
            output.setNode(Node.of(op, output, parents, backward));
        }
    }

    static Differentiator differentiator() {
        if (DIFFERENTIATOR == null) {
            throw new IllegalStateException(
                    "backward: no differentiation on the path; add the artifact io.lanewise:autograd");
        }
        return DIFFERENTIATOR;
    }
}
