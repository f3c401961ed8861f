package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
    static List<Elementwise> functions() {
        return Catalog.all();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyFunctionIsFoundByItsName(Elementwise f) {
        assertThat(Catalog.named(f.name())).isSameAs(f);
        assertThat(new KernelName(ElementType.F32, f.name(), MapLayout.DENSE).function())
                .isEqualTo(f.name());
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> Catalog.named("gelo")).hasMessage("no elementwise function is called gelo");
    }

    @Test
    void attributesAreCounted() {
        assertThat(Catalog.RELU.params()).isEqualTo(0);
        assertThat(Catalog.CLAMP.params()).isEqualTo(2);
        assertThat(Catalog.NAN_TO_NUM.params()).isEqualTo(3);
    }

    /** Values from tables (erf: Abramowitz and Stegun 7.1) and from mpmath. */
    @ParameterizedTest
    @CsvSource({
        "erf, 0.5, 0.5204998778130465", "erf, 1, 0.8427007929497149", "erf, 2, 0.9953222650189527",
        "erfc, 3, 2.209049699858544e-05", "erfc, -1, 1.8427007929497148", "erfc, 10, 2.088487583762545e-45",
        "gelu, -3, -0.004049694094890288", "gelu, 1, 0.8413447460685429", "silu, 1, 0.7310585786300049",
        "mish, 1, 0.8650983882673103", "tanh, 0.5, 0.46211715726000976", "asinh, -2, -1.4436354751788103"
    })
    void knownValuesComeOut(String name, double x, double y) {
        Expr expr = Catalog.named(name).expr();
        double[] operands = {x};
        assertThat(Interpreter.oracle(expr).apply(operands)).isCloseTo(y, offset(Math.abs(y) * 1e-14));
        assertThat(Interpreter.model(expr, ElementType.F64).apply(operands)).isCloseTo(y, offset(Math.abs(y) * 1e-14));
    }
}
