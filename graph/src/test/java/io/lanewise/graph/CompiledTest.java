package io.lanewise.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledTest {
    private static final Generator RANDOM = new Generator(5);

    private static Tensor normal(int... sizes) {
        return RANDOM.randn(sizes);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(actual.toArray()).isEqualTo(expected.toArray());
    }

    /** The capturing call and two replays, each on other elements. */
    private static Compiled check(UnaryOperator<Tensor> f, int... sizes) {
        var compiled = Compiled.of(f);
        for (int i = 0; i < 3; i++) {
            var x = normal(sizes);
            assertSame(compiled.apply(x), f.apply(x));
        }
        assertThat(compiled.graphs()).isEqualTo(1);
        return compiled;
    }

    @Test
    void aChainOfElementwiseOperationsIsOneOperation() {
        var compiled = check(x -> x.mul(x.sigmoid()).add(1).tanh(), 7, 33);
        assertThat(compiled.graph(normal(7, 33)).operations()).isEqualTo(1);
        assertThat(compiled.program(normal(7, 33)).bufferBytes()).isZero();
    }

    @Test
    void decisionsBetweenNumbersBelongToTheirChain() {
        assertThat(operations(x -> x.gt(0).where(x.mul(2), x.mul(0.1)).add(x))).isEqualTo(1);
        assertThat(operations(x -> x.gt(0).logicalAnd(x.lt(1)).logicalNot().where(x, x.neg())))
                .isEqualTo(1);
        assertThat(operations(x -> x.exp().gt(1).bitwiseAnd(x.lt(2).bitwiseXor(x.ne(0)))))
                .isEqualTo(1);
        assertThat(operations(x -> x.gt(0).to(DType.F32).mul(x))).isEqualTo(1);
        assertThat(operations(x -> x.abs().to(DType.BOOL).where(x.exp(), x))).isEqualTo(1);
        assertThat(operations(x -> x.isNan().bitwiseNot().bitwiseOr(x.eq(1)).eq(x.gt(0))))
                .isEqualTo(1);
        check(x -> x.gt(0).where(Tensor.scalar(1, DType.F32), Tensor.scalar(2, DType.F32)), 9);
        var mask = normal(1, 33).gt(0);
        assertThat(operations(x -> mask.logicalOr(x.gt(1)).where(x.exp(), x))).isEqualTo(1);
        var one = Tensor.of(true).reshape();
        assertThat(operations(x -> one.logicalAnd(x.gt(1)).where(x.exp(), x))).isEqualTo(1);
    }

    /** What is left of a function of a matrix, whose bits were compared. */
    private static int operations(UnaryOperator<Tensor> f) {
        return check(f, 7, 33).graph(normal(7, 33)).operations();
    }

    @Test
    void aGraphPrintsItsValues() {
        var w = normal(3, 4);
        var graph = Compiled.of(x -> x.matmul(w).relu()).graph(normal(2, 3));
        assertThat(graph.toString()).isEqualToNormalizingNewlines("""
            graph(x0: f32 [2, 3]) {
              p0 = parameter: f32 [3, 4]
              v0 = matMul(x0, p0): f32 [2, 4]
              v1 = relu(v0): f32 [2, 4]
              return v1
            }\
            """);
    }

    @Test
    void reductionsViewsAndProductsAreReplayed() {
        var w = normal(12, 5);
        check(x -> x.transpose(0, 1).reshape(5, 12).matmul(w).softmax(-1).sum(0).mul(2), 12, 5);
        check(
                x -> Tensor.cat(List.of(x, x.neg()), 0)
                        .slice(0, 1, 8)
                        .max(1, false)
                        .values(),
                4,
                9);
        check(x -> x.sub(x.mean(true, -1)).square().mean(), 6, 31);
        check(x -> x.gt(0).where(x.exp(), x.mul(0.1)).sub(3), 6, 31);
        check(x -> x.to(DType.F64).add(1).to(DType.BF16).mul(3).to(DType.F32), 6, 31);
        check(x -> x.cumsum(1).argmax(1, false).to(DType.F32), 6, 31);
    }

    @Test
    void aValueWithSeveralUsersIsComputedOnce() {
        var compiled = check(x -> x.exp().add(x.exp().mul(x.exp().sum())), 40);
        var graph = compiled.graph(normal(40));
        assertThat(graph.nodes().stream().filter(node -> node.op().name().equals("exp")))
                .hasSize(1);
    }

    @Test
    void anActivationBecomesPartOfTheProductBeforeIt() {
        var w = normal(9, 7);
        var b = normal(9);
        var relu = check(x -> x.linear(w, b).relu(), 5, 7);
        assertThat(relu.graph(normal(5, 7)).toString()).contains("v0 = linear_relu(x0, p0, p1): f32 [5, 9]");
        var chain = check(x -> x.linear(w, b).mul(x.linear(w, b).sigmoid()).clamp(0, 1), 5, 7);
        assertThat(chain.graph(normal(5, 7)).operations()).isEqualTo(1);
        var seen = check(x -> x.linear(w, null).relu().add(x.linear(w, null).sum()), 5, 7);
        assertThat(seen.graph(normal(5, 7)).operations()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 3", "6, 1, 3", "6, 1, 1", "1, 6, 1"})
    void activationsJoinConvolutions(int groups, int channels, int taps) {
        var w = normal(6, channels, taps, taps);
        var b = normal(6);
        var windows = new Sliding(List.of(1, 1), List.of(1, 1), List.of(1, 1), List.of(1, 1));
        var op = new Op.Convolution(windows, groups);
        var swish = check(x -> hardSwish(Engine.run(op, x, w, b)), 2, 6, 14, 13);
        var graph = swish.graph(normal(2, 6, 14, 13)).toString();
        assertThat(graph).contains("convolution_fused_").doesNotContain("v1");
        check(x -> Engine.run(op, x, w).relu(), 1, 6, 5, 4);
    }

    @ParameterizedTest
    @CsvSource({"I8, 0", "I8, 7", "U8, 128", "U8, 3"})
    void activationsJoinLinearMapsOfBytes(DType dtype, int zeroPoint) {
        var w = normal(9, 70).mul(20).add(40).to(dtype);
        var scale = Tensor.full(Shape.of(9), 0.03, DType.F32);
        var zero = Tensor.full(Shape.of(1), zeroPoint, dtype);
        var b = normal(9);
        var gelu = check(x -> x.dynamicLinear(w, scale, zero, b).gelu(), 5, 70);
        assertThat(gelu.graph(normal(5, 70)).toString())
                .contains("v0 = dynamicLinear_gelu(x0, p0, p1, p2, p3): f32 [5, 9]")
                .doesNotContain("v1");
        check(x -> hardSwish(x.dynamicLinear(w, scale, zero, null)), 2, 3, 70);
    }

    private static Tensor hardSwish(Tensor x) {
        return x.mul(x.add(3).clamp(0, 6)).div(6);
    }

    @Test
    void constantsAreFolded() {
        var compiled = check(x -> x.add(Tensor.arange(8).to(DType.F32).square().sum()), 8);
        assertThat(compiled.graph(normal(8)).operations()).isEqualTo(1);
    }

    @Test
    void eachKindOfArgumentHasAGraph() {
        BinaryOperator<Tensor> f = (x, y) -> x.mul(y).add(y);
        var compiled = Compiled.of(f);
        for (var x : List.of(
                normal(4, 6), normal(6, 4).t(), normal(1, 6), normal(4, 6).to(DType.F64))) {
            for (int i = 0; i < 2; i++) {
                var y = normal(4, 6).to(x.dtype());
                assertSame(compiled.apply(x, y), f.apply(x, y));
            }
        }
        assertThat(compiled.graphs()).isEqualTo(4);
    }

    @Test
    void weightsAreReadInEachCall() {
        var w = normal(5);
        var compiled = Compiled.of(x -> x.mul(w).exp());
        var x = normal(3, 5);
        compiled.apply(x);
        w.add_(1);
        assertSame(compiled.apply(x), x.mul(w).exp());
        w.setData(normal(5));
        assertSame(compiled.apply(x), x.mul(w).exp());
    }

    @Test
    void resultsBelongToTheCaller() {
        var compiled = Compiled.of(x -> x.exp().add(1).sum(0));
        var first = compiled.apply(Tensor.zeros(300, 300));
        var replayed = compiled.apply(Tensor.zeros(300, 300));
        compiled.apply(Tensor.ones(300, 300));
        assertSame(replayed, first);
        Tensor kept;
        try (var scope = Scope.open()) {
            kept = scope.keep(compiled.apply(Tensor.zeros(300, 300)));
        }
        assertSame(kept, first);
        var constant = Compiled.of(x -> Tensor.ones(3));
        constant.apply(first);
        constant.apply(first).add_(1);
        assertSame(constant.apply(first), Tensor.ones(3));
    }

    @Test
    void anOutputMayBeAnArgumentOrAViewOfOne() {
        var compiled =
                Compiled.ofLists(in -> List.of(in.getFirst(), in.getFirst().t(), in.getFirst()));
        for (int i = 0; i < 2; i++) {
            var x = normal(2, 3);
            var results = compiled.applyAll(List.of(x));
            assertThat(results.get(0).storage()).isSameAs(x.storage());
            assertSame(results.get(1), x.t());
            assertSame(results.get(2), x);
        }
    }

    @Test
    void whatTheFunctionMadeMayBeChangedInPlace() {
        check(
                x -> {
                    var sum = Tensor.zeros(4, 6);
                    var row = sum.slice(0, 1, 2);
                    sum.add_(x).mul_(2);
                    return sum.add(row);
                },
                4,
                6);
        check(x -> x.exp().add_(1).relu_().fill_(3).add(x), 4, 6);
    }

    @Test
    void aCompiledFunctionInsideOfAnotherBecomesPartOfIt() {
        var inner = Compiled.of(x -> x.mul(2).exp());
        var outer = check(x -> inner.apply(x).add(1), 5, 5);
        assertThat(outer.graph(normal(5, 5)).operations()).isEqualTo(1);
    }

    @Test
    void decisionsByElementsAreRefused() {
        assertThatThrownBy(
                        () -> Compiled.of(x -> x.sum().item() > 0 ? x : x.neg()).apply(normal(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("compile: item() takes the elements of a tensor of shape [] that may differ from run to"
                        + " run; a graph cannot hold what Java decides by them: choose with where, or leave this part"
                        + " out of the compiled function");
        check(x -> Tensor.of(2f).item() > 0 ? x.exp() : x.neg(), 3);
    }

    @Test
    void whatAGraphCannotHoldIsRefused() {
        var w = normal(3).requiresGrad_(true);
        assertThatThrownBy(
                        () -> Compiled.of(x -> x.add(new Generator(1).randn(3))).apply(normal(3)))
                .hasMessageContaining("compile: a generator draws random numbers, which a graph cannot hold");
        assertThatThrownBy(() -> Compiled.of(x -> x.add_(1)).apply(normal(3)))
                .hasMessageContaining("compile: add_ changes an argument or a parameter of shape [3] in place");
        assertThatThrownBy(() -> Compiled.of(x -> {
                            var y = x.exp();
                            y.slice(0, 0, 2).add_(1);
                            return y;
                        })
                        .apply(normal(3)))
                .hasMessageContaining("compile: add_ changes a view of shape [2] in place");
        assertThatThrownBy(() -> Compiled.ofLists(in -> List.of(w, w)).apply(normal(3)))
                .isInstanceOf(IllegalStateException.class);
        try (var _ = GradMode.noGrad()) {
            check(x -> x.mul(w), 3);
        }
    }

    @Test
    void aFailedCaptureLeavesNothingBehind() {
        var compiled = Compiled.of(x -> x.size(0) > 2 ? x.exp() : x.add(x.item()));
        assertThatThrownBy(() -> compiled.apply(normal(1))).isInstanceOf(IllegalStateException.class);
        var x = normal(3);
        assertSame(compiled.apply(x), x.exp());
        assertThat(normal(1).item()).isNotNaN();
    }

    @Test
    void manyThreadsMayCallAtOnce() throws Exception {
        var w = normal(64, 64);
        UnaryOperator<Tensor> f = x -> x.matmul(w).tanh().matmul(w).add(x).softmax(-1);
        var compiled = Compiled.of(f);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var checks = new ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < 200; i++) {
                var x = normal(16, 64);
                var expected = f.apply(x);
                checks.add(threads.submit(() -> assertSame(compiled.apply(x), expected)));
            }
            for (var check : checks) {
                check.get();
            }
        }
        assertThat(compiled.graphs()).isEqualTo(1);
    }

    @Test
    void aBuiltGraphRunsLikeACapturedOne() {
        var builder = new GraphBuilder();
        var w = normal(4, 3);
        var x = builder.input(Shape.of(2, 3), DType.F32);
        var h = builder.apply(new io.lanewise.tensor.Op.Linear(), x, builder.parameter(w));
        var t = builder.apply(new io.lanewise.tensor.Op.Permute(List.of(1, 0)), h);
        var y = builder.reshape(t, Shape.of(8));
        var program = Program.of(builder.build(y, h));
        var given = normal(2, 3);
        var outputs = program.run(given);
        assertSame(outputs.get(0), given.matmul(w.t()).t().reshape(8));
        assertSame(outputs.get(1), given.matmul(w.t()));
        assertThatThrownBy(() -> program.run(normal(3, 2)))
                .hasMessage("graph: input 0 has shape [3, 2], expected [2, 3]");
    }

    @Test
    void programsOfOneWorkspaceTakeTurns() {
        var workspace = new Workspace();
        UnaryOperator<Tensor> f =
                x -> x.exp().sum(0).add(x.softmax(-1)).matmul(x.t()).tanh().sum(0);
        var programs = new ArrayList<Program>();
        for (int rows : new int[] {3, 40, 7, 300, 1}) {
            var graph = Graph.capture(in -> List.of(f.apply(in.getFirst())), normal(rows, 20));
            programs.add(Program.of(graph, workspace));
        }
        for (int round = 0; round < 3; round++) {
            for (var program : programs) {
                var x = normal(program.graph().inputs().getFirst().shape().toArray());
                assertSame(program.run(x).getFirst(), f.apply(x));
            }
        }
        var arena = workspace.take();
        var frame = arena.frame(programs.getLast().plan());
        assertThat(arena.frame(programs.getLast().plan())).isSameAs(frame);
        workspace.give(arena);
        assertThat(workspace.take()).isSameAs(arena);
    }
}
