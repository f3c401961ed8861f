package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
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
        return List.of(row(), block());
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
