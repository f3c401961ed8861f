package io.lanewise.perf.subjects;

import io.lanewise.perf.Data;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import java.util.function.Supplier;

/** Work on tensors as inference does it: without gradients, within a scope that recycles the result. */
final class Scoped {
    private Scoped() {}

    static Work work(Supplier<Tensor> function) {
        return Work.of(() -> run(function), () -> {
            try (var _ = GradMode.noGrad()) {
                return Data.sample(function.get().to(DType.F64).contiguous().toArray());
            }
        });
    }

    private static void run(Supplier<Tensor> function) {
        try (var _ = GradMode.noGrad();
                var _ = Scope.open()) {
            var _ = function.get();
        }
    }
}
