package io.lanewise.tensor.cpu;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.Copies;
import io.lanewise.kernels.MapKernels;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** Moves elements between layouts and element types. */
final class CopyRun {
    private CopyRun() {}

    /** Copies a tensor into another that it broadcasts to, converting its elements. */
    static void run(Tensor x, Tensor out) {
        var loop = StridedLoop.over(out, List.of(x));
        var source = HeapStorage.arrayOf(x);
        var target = HeapStorage.arrayOf(out);
        int from = loop.innerStep(1);
        int to = loop.innerStep(0);
        var transposition = x.dtype() == out.dtype() ? Transposition.of(loop) : null;
        if (transposition != null) {
            transposition.run(source, target);
        } else if (x.dtype().isHalf() || out.dtype().isHalf()) {
            loop.run((at, n) -> Halves.copy(x.dtype(), source, at[1], from, out.dtype(), target, at[0], to, n));
        } else if (x.dtype() == out.dtype() && from == 1 && to == 1) {
            loop.run((at, n) -> System.arraycopy(source, at[1], target, at[0], n));
        } else {
            var sourceType = x.dtype().element();
            var targetType = out.dtype().element();
            loop.run((at, n) -> Copies.cast(source, sourceType, at[1], from, target, targetType, at[0], to, n));
        }
    }

    /** Writes each input into its part of the output. */
    static void cat(int axis, List<Tensor> in, Tensor out) {
        try (var _ = GradMode.noGrad()) {
            int start = 0;
            for (var x : in) {
                int length = x.size(axis);
                if (x.elements() > 0) {
                    run(x, Engine.run(new Op.Slice(axis, start, length, 1), out));
                }
                start += length;
            }
        }
    }

    /** Zeros with the input written, or where the view overlaps itself added, where the view of the output lies. */
    static void unview(Op.View view, Tensor x, Tensor out) {
        out.zero_();
        if (x.elements() == 0) {
            return;
        }
        try (var _ = GradMode.noGrad()) {
            var place = Engine.run(view, out);
            if (view instanceof Op.Unfold || view instanceof Op.AsStrided || view instanceof Op.Expand) {
                addInOrder(x, place);
            } else {
                run(x, place);
            }
        }
    }

    /** Adds run after run on one thread, element after element: the runs may lie over each other. */
    private static void addInOrder(Tensor x, Tensor place) {
        var kernel = Objects.requireNonNull(
                MapKernels.scalar(Catalog.ADD, place.dtype().element(), MapLayout.STRIDED));
        var loop = StridedLoop.over(place, List.of(x));
        var source = HeapStorage.arrayOf(x);
        var target = HeapStorage.arrayOf(place);
        var none = new double[0];
        loop.runInOrder((at, n) -> kernel.run(
                target,
                at[0],
                loop.innerStep(0),
                source,
                at[1],
                loop.innerStep(1),
                null,
                0,
                0,
                null,
                0,
                0,
                target,
                at[0],
                loop.innerStep(0),
                n,
                none));
    }
}
