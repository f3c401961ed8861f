package io.lanewise.codegen;

import static io.lanewise.codegen.WeightTileEmitter.broadcast;
import static io.lanewise.codegen.WeightTileEmitter.plus;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.WeightFormat;

/** Writes the loops of one tile of {@link WeightTileEmitter}. */
final class WeightTileBody {
    private final WeightTileEmitter tiles;
    private final WeightFormat format;
    private final int rows;
    private final int vectors;
    private final int lanes;
    private final int width;
    private final CodeBlock.Builder code = CodeBlock.builder();

    WeightTileBody(WeightTileEmitter tiles, WeightFormat format, int rows, int vectors) {
        this.tiles = tiles;
        this.format = format;
        this.rows = rows;
        this.vectors = vectors;
        lanes = tiles.lanes();
        width = tiles.width();
    }

    MethodSpec.Builder addTo(MethodSpec.Builder method) {
        declare("c", i -> WeightTileEmitter.zero());
        if (format == WeightFormat.Q4_0) {
            code.add(tiles.patterns());
        }
        if (format.hasBlocks()) {
            blocks();
        } else {
            code.beginControlFlow("for (int q = 0; q < k; q += 64)")
                    .addStatement("int steps = $T.min(64, k - q)", Math.class)
                    .beginControlFlow("for (int t = 0; t < steps; t += $L)", format.rows());
            step();
            code.endControlFlow().endControlFlow();
        }
        store();
        return method.addCode(code.build());
    }

    /** The rows of some vectors of columns: as many as a tile of f32 has, so that places are known but for the row. */
    MethodSpec.Builder addWidening(MethodSpec.Builder method) {
        int columns = vectors * lanes;
        boolean bytes = format == WeightFormat.I8;
        code.beginControlFlow("for (int t = 0; t < k; t += $L)", format.rows())
                .addStatement("int at = o + t * $L", columns)
                .addStatement(
                        "int pb = bo + $L + t * $L", bytes ? 4 * width + " + j" : "4 * j", (bytes ? 1 : 2) * width);
        if (!bytes) {
            words();
        }
        for (int row = 0; row < format.rows(); row++) {
            for (int x = 0; x < vectors; x++) {
                CodeBlock weights = bytes
                        ? CodeBlock.of("($L)", WeightTileEmitter.bytes(plus("pb", lanes * x)))
                        : half("w" + x, row == 0);
                code.addStatement("$L.intoArray(to, $L)", weights, plus("at", row * columns + lanes * x));
            }
        }
        return method.addCode(code.endControlFlow().build());
    }

    private interface Start {
        CodeBlock of(int row);
    }

    private void declare(String name, Start start) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                code.addStatement("$T $L$L$L = $L", WeightTileEmitter.floats(), name, i, j, start.of(i));
            }
        }
    }

    /** One word of each column, without blocks: the sums are c. */
    private void step() {
        code.addStatement("int pa = ao + q + t");
        if (format == WeightFormat.I8) {
            code.addStatement("int pb = bo + $L + j + (q + t) * $L", 4 * width, width);
            byteRow("c");
            return;
        }
        code.addStatement("int pb = bo + 4 * j + (q + t) * $L", 2 * width);
        words();
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < vectors; j++) {
                code.addStatement("$T x$L$L = $L", WeightTileEmitter.floats(), row, j, half("w" + j, row == 0));
            }
            multiply("c", row, "x" + row);
        }
    }

    private CodeBlock half(String word, boolean low) {
        if (format == WeightFormat.BF16) {
            return low
                    ? CodeBlock.of("$L.reinterpretAsFloats()", WeightTileEmitter.shift(word, "LSHL", 16))
                    : CodeBlock.of("$L.and(0xffff0000).reinterpretAsFloats()", word);
        }
        // The fraction of an f16 moves to that of an f32; the exponents then differ by 112, also for subnormal numbers.
        CodeBlock high = low ? WeightTileEmitter.shift(word, "LSHL", 16) : CodeBlock.of("$L", word);
        return WeightTileEmitter.half(WeightTileEmitter.shift(high, "ASHR", 3), "0x1p112f");
    }

    private void words() {
        for (int j = 0; j < vectors; j++) {
            code.addStatement(
                    "$T w$L = $L", WeightTileEmitter.ints(), j, WeightTileEmitter.words(plus("pb", 4 * lanes * j)));
        }
    }

    private void byteRow(String sums) {
        for (int j = 0; j < vectors; j++) {
            code.addStatement(
                    "$T x$L = $L", WeightTileEmitter.floats(), j, WeightTileEmitter.bytes(plus("pb", lanes * j)));
        }
        multiply(sums, 0, "x");
    }

    /** The row of a at {@code pa + step} times vectors that are named x. */
    private void multiply(String sums, int step, String x) {
        for (int i = 0; i < rows; i++) {
            String a = "a" + i + (step == 0 ? "" : "_" + step);
            code.addStatement("$T $L = $L", WeightTileEmitter.floats(), a, broadcast(plus(plus("pa", step), i, "as")));
            for (int j = 0; j < vectors; j++) {
                code.addStatement("$1L$2L$3L = $4L.fma($5L$3L, $1L$2L$3L)", sums, i, j, a, x);
            }
        }
    }

    private void blocks() {
        boolean bytes = format == WeightFormat.Q8_0;
        code.beginControlFlow("for (int q = 0; q < k; q += 32)")
                .addStatement("int block = bo + q * $L", format.blockBytes() * width / WeightFormat.BLOCK);
        if (bytes) {
            declare("d", i -> WeightTileEmitter.zero());
            code.beginControlFlow("for (int t = 0; t < 32; t++)")
                    .addStatement("int pa = ao + q + t")
                    .addStatement("int pb = block + $L + j + t * $L", 2 * width, width);
            byteRow("d");
            code.endControlFlow();
        } else {
            code.addStatement("int first = ao + (q >> 5)");
            declare("d", i -> broadcast(plus("first", i, "as")));
            code.beginControlFlow("for (int t = 0; t < 32; t += 8)")
                    .addStatement("int pa = ao + (k >> 5) + q + t")
                    .addStatement("int pb = block + $L + 4 * j + t * $L", 2 * width, width / 2);
            words();
            nibbles();
            code.endControlFlow();
        }
        for (int j = 0; j < vectors; j++) {
            code.addStatement(
                    "$T scale$L = $L",
                    WeightTileEmitter.floats(),
                    j,
                    WeightTileEmitter.scales(plus("block + 2 * j", 2 * lanes * j), bytes ? "0x1p112f" : "0x1p116f"));
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                code.addStatement("c$1L$2L = d$1L$2L.fma(scale$2L, c$1L$2L)", i, j);
            }
        }
        code.endControlFlow();
    }

    /**
     * Eight rows of 4-bit weights. Those of even rows, q, become 1 + q / 16, and those of odd rows, whose elements of a
     * were multiplied by 16, 1 + q / 256; the sum began with what the ones and the middles, 8, amount to.
     */
    private void nibbles() {
        // C2 makes all weights of a step before it multiplies: of eight rows they would not fit in the registers.
        int step = rows == 1 ? 4 : 2;
        code.beginControlFlow("for (int u = 0; u < 8; u += $L)", step).addStatement("int pu = pa + u");
        for (int t = 0; t < step; t++) {
            for (int i = 0; i < rows; i++) {
                String a = "a" + i + "_" + t;
                code.addStatement("$T $L = $L", WeightTileEmitter.floats(), a, broadcast(plus(plus("pu", t), i, "as")));
                for (int j = 0; j < vectors; j++) {
                    CodeBlock weights = tiles.mantissa("w" + j, t % 2 == 0 ? "even" : "odd");
                    code.addStatement("d$1L$2L = $3L.fma($4L, d$1L$2L)", i, j, a, weights);
                }
            }
            for (int j = 0; j < vectors && t % 2 == 1; j++) {
                code.addStatement("w$1L = $2L", j, WeightTileEmitter.shift("w" + j, "ROR", 8));
            }
        }
        code.endControlFlow();
    }

    /** The sums, scaled where the format has scales of columns, and what they are added to. */
    private void store() {
        for (int j = 0; j < vectors && format == WeightFormat.I8; j++) {
            code.addStatement(
                    "$T scale$L = $L.reinterpretAsFloats()",
                    WeightTileEmitter.floats(),
                    j,
                    WeightTileEmitter.words(plus("bo + 4 * j", 4 * lanes * j)));
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                CodeBlock start = CodeBlock.of(
                        "$T.fromArray(S, s, $L)", WeightTileEmitter.floats(), plus(plus("so", i, "ss"), lanes * j));
                code.addStatement(
                        format == WeightFormat.I8
                                ? "c$1L$2L.fma(scale$2L, $3L).intoArray(c, $4L)"
                                : "c$1L$2L.add($3L).intoArray(c, $4L)",
                        i,
                        j,
                        start,
                        plus(plus("co", i, "cs"), lanes * j));
            }
        }
    }
}
