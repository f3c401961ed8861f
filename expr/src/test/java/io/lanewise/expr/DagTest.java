package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DagTest {
    @Test
    void equalPartsAreOneNode() {
        Expr x = Expr.input(0);
        Dag dag = Dag.of(x.add(1).mul(Expr.input(0).add(1)));
        assertThat(dag.nodes()).extracting(Dag.Node::expr).startsWith(x, Expr.Const.ONE, x.add(1));
        assertThat(dag.size()).isEqualTo(4);
        assertThat(dag.root().children()).containsExactly(2, 2);
        assertThat(dag.uses()).containsExactly(1, 1, 2, 1);
    }

    @Test
    void zeroAndMinusZeroDiffer() {
        assertThat(Dag.of(Expr.of(0.0).add(Expr.of(-0.0))).size()).isEqualTo(3);
    }

    static java.util.List<Elementwise> functions() {
        return Catalog.all();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void childrenComeFirstAndAreTheSameObjects(Elementwise f) {
        Dag dag = Dag.of(f.expr());
        for (int i = 0; i < dag.size(); i++) {
            Dag.Node node = dag.nodes().get(i);
            for (int part = 0; part < node.children().size(); part++) {
                int child = node.children().get(part);
                assertThat(child).isLessThan(i);
                assertThat(dag.nodes().get(child).expr())
                        .isSameAs(Dag.children(node.expr()).get(part));
            }
        }
        assertThat(dag.expr()).isEqualTo(f.expr());
    }

    @Test
    void sharedPartsAreVisitedOnce() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            Expr doubled = Expr.input(0);
            for (int i = 0; i < 500; i++) {
                doubled = doubled.gt(0).then(doubled.add(doubled), doubled.sin());
            }
            Elementwise f = Elementwise.of("doubled", 1, doubled);
            assertThat(f.partial(0)).isNotNull();
            assertThat(Dag.of(Lowering.lower(f.expr(), ElementType.F32)).size()).isLessThan(100_000);
            assertThat(Interpreter.model(f.expr(), ElementType.F32).apply(new double[] {1}))
                    .isPositive();
        });
    }
}
