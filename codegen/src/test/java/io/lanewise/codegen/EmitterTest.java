package io.lanewise.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javapoet.CodeBlock;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmitterTest {
    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);

    private static String scalar(ElementType type, Expr... roots) {
        var code = CodeBlock.builder();
        var texts = new ScalarEmitter(type, code).emit(new Graph(List.of(roots)));
        return code.build() + String.join(" | ", texts);
    }

    private static String vector(Expr root) {
        var code = CodeBlock.builder();
        var text = new VectorEmitter(ElementType.F32, code, new LinkedHashMap<>())
                .emit(new Graph(root))
                .getFirst();
        return code.build() + text;
    }

    @Test
    void aPartUsedTwiceBecomesAVariable() {
        var sum = X.add(Y);
        assertThat(scalar(ElementType.F32, sum.mul(sum))).isEqualTo("float t0 = x + y;\nt0 * t0");
    }

    @Test
    void equalPartsOfSeveralExpressionsAreComputedOnce() {
        assertThat(scalar(ElementType.F64, X.add(Y).neg(), X.add(Y).sqrt()))
                .isEqualTo("double t0 = x + y;\n-t0 | Math.sqrt(t0)");
    }

    @Test
    void aChoiceIsABlendOfVectors() {
        assertThat(vector(X.gt(Y).then(X, Y))).isEqualTo("y.blend(x, x.compare(VectorOperators.GT, y))");
    }

    @Test
    void aConstantIsDeclaredOnce() {
        var constants = new LinkedHashMap<String, String>();
        var code = CodeBlock.builder();
        new VectorEmitter(ElementType.F64, code, constants)
                .emit(new Graph(X.mul(0.5).add(Y.mul(0.5))));
        assertThat(constants).containsExactly(java.util.Map.entry("0.5", "k0"));
    }

    @Test
    void aParameterAloneIsComputedBeforeTheLoop() {
        var invariants = new Invariants(List.of(X.mul(Expr.of(1).sub(Expr.param(0)))), 1);
        assertThat(invariants.roots()).containsExactly(X.mul(Expr.param(1)));
        assertThat(invariants.declarations(ElementType.F32).toString()).contains("p1 = (float) (1.0 - params[0])");
    }
}
