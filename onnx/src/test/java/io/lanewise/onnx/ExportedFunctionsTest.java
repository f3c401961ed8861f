package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every elementwise function of the catalog gives the same in ONNX Runtime, for each type of elements that it has. */
class ExportedFunctionsTest {
    private static final Generator RANDOM = new Generator(3);
    private static final int ELEMENTS = 64;

    /** ONNX shifts unsigned integers only, and has nothing to compute the angle of a vector with. */
    private static final Set<Elementwise> REFUSED =
            Set.of(Catalog.ATAN2, Catalog.BITWISE_LEFT_SHIFT, Catalog.BITWISE_RIGHT_SHIFT);

    private record Case(Elementwise function, DType dtype) {}

    static Stream<Case> cases() {
        return Catalog.all().stream()
                .flatMap(function -> Stream.of(DType.F32, DType.I32, DType.I64, DType.I8, DType.BOOL)
                        .filter(dtype -> function.supports(dtype.element()))
                        .map(dtype -> new Case(function, dtype)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anExportedFunctionRunsInOnnxRuntimeAndHere(Case each) throws Exception {
        var inputs = new ArrayList<Tensor>();
        for (int i = 0; i < each.function().arity(); i++) {
            boolean condition = i == 0 && each.function().equals(Catalog.WHERE);
            inputs.add(elements(condition ? DType.BOOL : each.dtype(), i == 1));
        }
        var op = new Op.Map(
                each.function(),
                List.of(0.75, 1.5, 2.25).subList(0, each.function().params()));
        Function<List<Tensor>, List<Tensor>> function = in -> List.of(Engine.run(op, in));
        var export = OnnxExport.ofLists(function);
        if (REFUSED.contains(each.function())) {
            assertThatThrownBy(() -> Exported.of(export, inputs.toArray(Tensor[]::new)))
                    .isInstanceOf(OnnxException.class)
                    .hasMessageStartingWith("export: " + each.function().name() + " of ")
                    .hasMessageContaining("ONNX has no ");
        } else {
            Exported.of(export, inputs.toArray(Tensor[]::new)).agreesWith(function, inputs);
        }
    }

    /** Divisors are not 0, and exponents not negative, where elements are integers. */
    private static Tensor elements(DType dtype, boolean second) {
        var shape = Shape.of(ELEMENTS);
        if (dtype == DType.BOOL) {
            return RANDOM.bernoulli(shape, 0.5, DType.F32).to(DType.BOOL);
        }
        if (dtype.isFloat()) {
            var some = RANDOM.uniform(Shape.of(ELEMENTS - 4), -4, 4, dtype);
            return Tensor.cat(List.of(some, Tensor.of(0f, 1f, -1f, 1e-4f)), 0);
        }
        return RANDOM.randint(second ? 1 : -9, 10, shape, dtype);
    }
}
