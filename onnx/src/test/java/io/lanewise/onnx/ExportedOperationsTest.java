package io.lanewise.onnx;

import io.lanewise.nn.functional.Attention;
import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Index;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What functions of [batch, 4, 6] do with tensors gives the same in ONNX Runtime, whatever the batch. */
class ExportedOperationsTest {
    private static final Generator RANDOM = new Generator(5);
    private static final Tensor INDEX = Tensor.of(3L, 0L, 3L, 1L);

    private record Case(String name, UnaryOperator<Tensor> function) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, UnaryOperator<Tensor> function) {
        return new Case(name, function);
    }

    static Stream<Case> cases() {
        return Stream.of(views(), rows(), indexing(), products()).flatMap(List::stream);
    }

    private static List<Case> views() {
        return List.of(
                of("permute", x -> x.permute(2, 0, 1)),
                of("reshape", x -> x.reshape(x.size(0) * 2, 12)),
                of("reshape to several open sizes", x -> x.reshape(x.size(0), 1, 24)
                        .expand(x.size(0), x.size(0), 24)),
                of("flatten", x -> x.flatten()),
                of("expand", x -> x.unsqueeze(0).expand(3, x.size(0), 4, 6)),
                of("slice", x -> x.slice(2, 1, 5, 2)),
                of("slice to the end", x -> x.slice(0, 1, Index.END, 1)),
                of("the last of an open axis", x -> x.select(0, -1)),
                of("all but the last of an open axis", x -> x.narrow(0, 0, x.size(0) - 1)),
                of("flip", x -> x.flip(0, 2)),
                of("roll", x -> x.roll(1, 2)),
                of("chunk", x -> x.chunk(2, 1).get(1)),
                of("unbind", x -> x.unbind(1).get(2)),
                of("unfold", x -> x.unfold(2, 3, 2)),
                of("unfold in the middle", x -> x.unfold(1, 2, 1)),
                of("diagonal", x -> x.diagonal(1, 1, 2)),
                of("diagonal below", x -> x.diagonal(-2, 2, 1)),
                of(
                        "strided",
                        x -> Engine.run(
                                new Op.AsStrided(Shape.of(3, 2), List.of(1, 2), 1),
                                x.select(0, 0).contiguous())),
                of("cat", x -> Tensor.cat(List.of(x, x.mul(2)), 1)),
                of("stack", x -> Tensor.stack(List.of(x, x.neg()), 0)),
                of("pad", x -> x.pad(1.5, 1, 2, 0, 1)),
                of("transposed halves", x -> x.to(DType.F16).transpose(1, 2).to(DType.F32)));
    }

    private static List<Case> rows() {
        return List.of(
                of("sum", x -> x.sum()),
                of("sum of some", x -> x.sum(true, 0, 2)),
                of("sum of truths", x -> x.gt(0).sum(1)),
                of("prod", x -> x.prod(false, 2)),
                of("mean over an open axis", x -> x.mean(0)),
                of("variance", x -> x.var(1, true, 2)),
                of("amax", x -> x.amax(false, 1)),
                of("amin", x -> x.amin(true, 2)),
                of("amax of integers", x -> x.mul(9).to(DType.I8).amax(false, 1)),
                of("all", x -> x.gt(-0.9).all(false, 2)),
                of("any", x -> x.gt(0.9).any(false, 2)),
                of("argmax", x -> x.argmax(1)),
                of("argmin", x -> x.argmin(2)),
                of("argmax of all", x -> x.select(0, 0).argmax()),
                of("cumsum", x -> x.cumsum(1)),
                of("sort", x -> x.sort(1, true).values()),
                of("argsort", x -> x.mul(2).round().argsort(2, false)),
                of("softmax", x -> x.softmax(1)),
                of("logSumExp", x -> x.logSumExp(false, 2)),
                of("max", x -> x.max(1, false).values()),
                of("places of maxima", x -> Pooling.max(x, Window.of(2, 2)).indices()));
    }

    private static List<Case> indexing() {
        return List.of(
                of("indexSelect", x -> x.indexSelect(1, INDEX)),
                of("indexAdd", x -> x.indexAdd(1, INDEX, x)),
                of("gather", x -> x.select(0, 0).gather(0, INDEX.unsqueeze(1).expand(4, 3))),
                of("scatter", x -> x.select(0, 0)
                        .scatter(
                                1,
                                Tensor.of(5L, 0L).unsqueeze(0).expand(4, 2),
                                x.select(0, 1).narrow(1, 0, 2))),
                of("scatterAdd", x -> x.select(0, 0)
                        .scatterAdd(0, INDEX.unsqueeze(1).expand(4, 6), x.select(0, 1))),
                of("where", x -> x.gt(0).where(x, x.exp())),
                of("clamp", x -> x.clamp(-0.5, 0.25)),
                of("cast", x -> x.mul(5).to(DType.I32).to(DType.I64)),
                of(
                        "arange beside an open axis",
                        x -> x.add(Tensor.arange(x.size(0)).reshape(x.size(0), 1, 1))),
                of("zeros of an open axis", x -> Tensor.cat(List.of(x, Tensor.zeros(x.size(0), 1, 6)), 1)),
                of("in place on what it made", x -> {
                    var y = x.mul(2);
                    y.add_(1);
                    return y.mul_(x);
                }));
    }

    private static List<Case> products() {
        var left = RANDOM.randint(-9, 9, Shape.of(4, 6), DType.I8);
        return List.of(
                of("matmul", x -> x.matmul(x.mT())),
                of("matrix and vector", x -> x.matmul(Tensor.ones(6))),
                of("einsum", x -> Tensors.einsum("bij,bkj->bik", x, x)),
                of("bytes", x -> x.mul(9)
                        .to(DType.I8)
                        .matmulInteger(left.t().contiguous(), null, Tensor.scalar(3, DType.I8))),
                of("attention", x -> Attention.scaledDotProductAttention(x, x, x, null, false, null, false)),
                of("causal attention", x -> Attention.scaledDotProductAttention(x, x, x, null, true, null, false)),
                of(
                        "attention with hidden keys",
                        x -> Attention.scaledDotProductAttention(
                                x,
                                x,
                                x,
                                x.amax(true, 1).lt(-2).expand(x.size(0), 4, 6).narrow(2, 0, 4),
                                false,
                                null,
                                false)),
                of("attention of groups", x -> {
                    var q = x.reshape(x.size(0), 4, 2, 3);
                    var k = x.narrow(1, 0, 2).reshape(x.size(0), 2, 2, 3);
                    return Attention.scaledDotProductAttention(q, k, k, null, false, 0.3, true);
                }));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anExportedOperationRunsInOnnxRuntimeAndHere(Case each) throws Exception {
        var export = OnnxExport.of(each.function()).dynamicAxis("input", 0, "batch");
        var model = Exported.of(export, Exported.uniform(RANDOM, 2, 4, 6));
        model.agreesWith(each.function(), Exported.uniform(RANDOM, 2, 4, 6));
        model.agreesWith(each.function(), Exported.uniform(RANDOM, 5, 4, 6));
    }
}
