package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.ElementType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;

/**
 * A {@link Fold} in vectors: as many vectors side by side as make up 32 lanes. How many these are is a constant of the
 * class, so the compiler drops what the machine's width does not need.
 */
final class VectorFold extends FoldEmitter {
    private final int fewest;
    private final int most;

    VectorFold(Fold fold, ElementType type) {
        super(fold, type, false);
        this.fewest = Fold.LANES * type.bytes() / 64;
        this.most = Fold.LANES * type.bytes() / 16;
    }

    /** The constants of a class with folds. */
    static void addConstants(TypeSpec.Builder owner, ElementType type) {
        owner.addField(Classes.species(type))
                .addField(constant(TypeName.INT, "WIDTH", "SPECIES.length()"))
                .addField(constant(TypeName.INT, "VECTORS", Fold.LANES + " / WIDTH"));
        var shuffle = ParameterizedTypeName.get(
                Names.vectorApi("VectorShuffle"), TypeName.get(type.carrier()).box());
        for (int half = 32 / type.bytes(); half >= 1; half /= 2) {
            owner.addField(constant(shuffle, "BY_" + half, "VectorShuffle.iota(SPECIES, " + half + ", 1, true)"));
        }
    }

    private static FieldSpec constant(TypeName type, String name, String value) {
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$L", value)
                .build();
    }

    @Override
    List<MethodSpec> methods() {
        return fold.isExtreme()
                ? List.of(extreme(), extremeOfOrdered(), row(exact()), block())
                : List.of(row(fold.name()), block());
    }

    private String exact() {
        return fold.name() + "Exact";
    }

    private String ordered() {
        return fold.name() + "OfOrdered";
    }

    /** The order of the elements is of no account to an extreme: more lanes do, and elements may be taken twice. */
    private MethodSpec extreme() {
        return method(fold.name(), "A row; where it has no NaN and the result is no zero, with plain comparisons.")
                .addParameter(int.class, "n")
                .beginControlFlow("if (n >= 4 * WIDTH)")
                .addStatement("$T found = $L($L, n)", value(), ordered(), fold.arguments("", steps))
                .beginControlFlow("if (found == found && found != 0)")
                .addStatement("return found")
                .endControlFlow()
                .endControlFlow()
                .addStatement("return $L($L, n)", exact(), fold.arguments("", steps))
                .build();
    }

    /** The sum is NaN if an element is; infinities of both signs make it so too, and cost the second look only. */
    private MethodSpec extremeOfOrdered() {
        var vector = VectorEmitter.vectorType(type);
        var better = fold.combine() == BinaryOp.MAX ? "GT" : "LT";
        var method = method(ordered(), "At least four vectors of a row; NaN if one of them may be.")
                .addParameter(int.class, "n");
        for (int k = 0; k < 4; k++) {
            method.addStatement("$1L s$2L = $1L.broadcast(SPECIES, $3L)", vector, k, identity());
        }
        method.addStatement("$1L sum = $1L.zero(SPECIES)", vector)
                .beginControlFlow("for (int i = 0; i < n; i += 4 * WIDTH)")
                .addStatement("int at = $L + Math.min(i, n - 4 * WIDTH)", Fold.offset(0));
        for (int k = 0; k < 4; k++) {
            method.addStatement("$1L x$2L = $1L.fromArray(SPECIES, $3L, at + $2L * WIDTH)", vector, k, Fold.array(0));
        }
        for (int k = 0; k < 4; k++) {
            method.addStatement("s$1L = s$1L.blend(x$1L, x$1L.compare(VectorOperators.$2L, s$1L))", k, better);
        }
        method.addStatement("sum = sum.add(x0.add(x1).add(x2.add(x3)))")
                .endControlFlow()
                .beginControlFlow("if (sum.compare(VectorOperators.NE, sum).anyTrue())")
                .addStatement("return $L", ScalarEmitter.literal(type, Double.NaN))
                .endControlFlow()
                .addStatement(
                        "s0 = $L", fold.vectorCombine(fold.vectorCombine("s0", "s1"), fold.vectorCombine("s2", "s3")))
                .addCode(halves())
                .addStatement("return s0.lane(0)");
        return method.build();
    }

    private MethodSpec block() {
        var constants = new LinkedHashMap<String, String>();
        var loop = CodeBlock.builder();
        guarded(loop, fewest, most, lane -> loop.add(step(lane, constants)));
        var code = CodeBlock.builder()
                .addStatement("int bound = n & -$L", Fold.LANES)
                .addStatement("$T total = $L", value(), identity())
                .beginControlFlow("if (bound > 0)");
        for (int i = 0; i < fold.params(); i++) {
            code.addStatement("$1L v$2L = $1L.broadcast(SPECIES, p$2L)", VectorEmitter.vectorType(type), i);
        }
        code.add(VectorEmitter.constants(type, constants));
        for (int lane = 0; lane < most; lane++) {
            code.addStatement(
                    "$1L s$2L = $1L.broadcast(SPECIES, $3L)", VectorEmitter.vectorType(type), lane, identity());
        }
        code.beginControlFlow("for (int i = 0; i < bound; i += $L)", Fold.LANES)
                .add(loop.build())
                .endControlFlow()
                .add(tree())
                .addStatement("total = s0.lane(0)")
                .endControlFlow()
                .add(rest());
        return method(fold.name() + "Block", "At most " + Fold.BLOCK + " elements: 32 lanes, then a tree.")
                .addParameter(int.class, "n")
                .addCode(code.build())
                .build();
    }

    /** Vectors 0 to fewest - 1 always, further ones where the machine's vectors are that short. */
    private static void guarded(CodeBlock.Builder code, int fewest, int most, java.util.function.IntConsumer body) {
        IntStream.range(0, fewest).forEach(body);
        for (int from = fewest; from < most; from *= 2) {
            code.beginControlFlow("if (VECTORS > $L)", from);
            IntStream.range(from, 2 * from).forEach(body);
            code.endControlFlow();
        }
    }

    private CodeBlock step(int lane, LinkedHashMap<String, String> constants) {
        var code = CodeBlock.builder();
        var vector = VectorEmitter.vectorType(type);
        var advance = lane == 0 ? "" : lane == 1 ? " + WIDTH" : " + " + lane + " * WIDTH";
        for (int i = 0; i < fold.inputs(); i++) {
            code.addStatement(
                    "$1L $2L$3L = $1L.fromArray(SPECIES, $4L, $5L + i$6L)",
                    vector,
                    Emitter.operand(i),
                    lane,
                    Fold.array(i),
                    Fold.offset(i),
                    advance);
        }
        var term = new VectorEmitter(type, code, constants, Integer.toString(lane))
                .emit(fold.graph(type))
                .getFirst();
        return code.addStatement("s$L = $L", lane, fold.vectorCombine("s" + lane, term))
                .build();
    }

    int most() {
        return most;
    }

    /**
     * Puts {@code last}, the newest sum, behind the others, so that s0 is again the one that is next in turn: a loop whose
     * body is long takes one vector at a time and not 32 lanes.
     */
    CodeBlock rotation() {
        var code = CodeBlock.builder();
        rotation(code, 0, fewest);
        return code.build();
    }

    private void rotation(CodeBlock.Builder code, int from, int count) {
        for (int lane = from; lane < count - 1; lane++) {
            code.addStatement("s$L = s$L", lane, lane + 1);
        }
        if (count == most) {
            code.addStatement("s$L = last", count - 1);
            return;
        }
        code.beginControlFlow("if (VECTORS > $L)", count).addStatement("s$L = s$L", count - 1, count);
        rotation(code, count, 2 * count);
        code.nextControlFlow("else").addStatement("s$L = last", count - 1).endControlFlow();
    }

    /** First vectors with vectors, then the halves of the one that is left. */
    CodeBlock tree() {
        var code = CodeBlock.builder();
        for (int half = most / 2; half >= 1; half /= 2) {
            boolean always = half < fewest;
            if (!always) {
                code.beginControlFlow("if (VECTORS > $L)", half);
            }
            for (int lane = 0; lane < half; lane++) {
                code.addStatement("s$L = $L", lane, fold.vectorCombine("s" + lane, "s" + (lane + half)));
            }
            if (!always) {
                code.endControlFlow();
            }
        }
        return code.add(halves()).build();
    }

    private CodeBlock halves() {
        var code = CodeBlock.builder();
        int narrowest = 16 / type.bytes();
        for (int half = 32 / type.bytes(); half >= 1; half /= 2) {
            boolean always = half < narrowest;
            if (!always) {
                code.beginControlFlow("if (WIDTH > $L)", half);
            }
            code.addStatement("s0 = $L", fold.vectorCombine("s0", "s0.rearrange(BY_" + half + ")"));
            if (!always) {
                code.endControlFlow();
            }
        }
        return code.build();
    }

    @Override
    String restTerm(String index) {
        var term = fold.scalarTerm(index, false);
        return fold.plain() ? term : fold.owner(type, false).simpleName() + "." + term;
    }
}
