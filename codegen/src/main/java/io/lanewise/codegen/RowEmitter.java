package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.KernelName;
import io.lanewise.expr.Lowering;
import io.lanewise.expr.RowFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;

/**
 * The methods of one row function: one for each pass that writes a row, and the kernel that goes through the passes row
 * by row. Only numbers go from one pass to the next, so each method stays small and no vector crosses a call.
 */
final class RowEmitter {
    private static final List<String> ROWS = List.of("x", "y", "out");

    private final RowFunction function;
    private final ElementType type;
    private final ClassName scalarClass;
    private final boolean vector;

    RowEmitter(RowFunction function, ElementType type, ClassName scalarClass, boolean vector) {
        this.function = function;
        this.type = type;
        this.scalarClass = scalarClass;
        this.vector = vector;
    }

    KernelName name() {
        return new KernelName(type, function.name().toLowerCase(Locale.ROOT), "row");
    }

    List<MethodSpec> methods() {
        var methods = new ArrayList<MethodSpec>();
        int numbers = 0;
        int map = 0;
        for (var pass : RowPass.of(function)) {
            if (pass instanceof RowPass.Map(var row, var value)) {
                map++;
                var emitter = rowMap(map, row, value, numbers);
                methods.addAll(vector ? List.of(emitter.vectorLoop()) : List.of(emitter.element(), emitter.loop()));
            } else {
                numbers++;
            }
        }
        boolean classes = function == RowFunction.CROSS_ENTROPY || function == RowFunction.CROSS_ENTROPY_GRAD;
        methods.add(classes ? crossEntropy() : kernel());
        return methods;
    }

    private RowMap rowMap(int pass, Expr row, Expr value, int numbers) {
        return new RowMap(
                "pass" + pass, index(row), new Graph(Lowering.lower(value, type)), numbers, type, scalarClass);
    }

    int flops() {
        int flops = 0;
        for (var pass : RowPass.of(function)) {
            flops += switch (pass) {
                case RowPass.Reduce(Fold fold, List<Expr> _) -> fold.graph(type).flops() + 1;
                case RowPass.Map(Expr _, Expr value) -> new Graph(Lowering.lower(value, type)).flops();
                case RowPass.Number _, RowPass.Factor _, RowPass.Result _ -> 0;
            };
        }
        return flops;
    }

    /** Each row is read and written once, as far as memory is concerned. */
    int bytes() {
        return switch (function) {
            case LOG_SUM_EXP, CROSS_ENTROPY -> type.bytes();
            case SOFTMAX, LOG_SOFTMAX, CROSS_ENTROPY_GRAD -> 2 * type.bytes();
            case SOFTMAX_GRAD, LOG_SOFTMAX_GRAD -> 3 * type.bytes();
        };
    }

    private static int index(Expr row) {
        return ((Expr.Input) row).index();
    }

    /** The statements of the passes, for the row whose parts start at xr, yr and outr. */
    private CodeBlock passes() {
        var code = CodeBlock.builder();
        int numbers = 0;
        int map = 0;
        for (var pass : RowPass.of(function)) {
            switch (pass) {
                case RowPass.Reduce(var fold, var rows) -> {
                    var arguments = new ArrayList<String>();
                    for (var row : rows) {
                        var name = ROWS.get(index(row));
                        arguments.add(name + "s, " + name + "r" + (vector ? "" : ", 1"));
                    }
                    code.addStatement(
                            "$T p$L = $T.$L($L, n)",
                            Names.value(type),
                            numbers++,
                            fold.owner(type, vector),
                            fold.name(),
                            String.join(", ", arguments));
                }
                case RowPass.Number(var value) -> number(code, "$T p" + numbers++ + " = $L", value);
                case RowPass.Factor() -> code.addStatement("$T p$L = vs[vr]", Names.value(type), numbers++);
                case RowPass.Result(var value) -> {
                    var text = new ScalarEmitter(type, code)
                            .emit(new Graph(Lowering.lower(value, type)))
                            .getFirst();
                    code.addStatement("outs[outr] = $L", text);
                }
                case RowPass.Map(var row, var value) -> {
                    code.addStatement("$L", rowMap(++map, row, value, numbers).call());
                }
            }
        }
        return code.build();
    }

    private void number(CodeBlock.Builder code, String format, Expr value) {
        var text = new ScalarEmitter(type, code)
                .emit(new Graph(Lowering.lower(value, type)))
                .getFirst();
        code.addStatement(format, Names.value(type), text);
    }

    private boolean hasY() {
        return function == RowFunction.LOG_SUM_EXP
                || function == RowFunction.SOFTMAX_GRAD
                || function == RowFunction.LOG_SOFTMAX_GRAD;
    }

    private MethodSpec kernel() {
        var code = CodeBlock.builder().addStatement("var xs = ($L) x", Names.array(type));
        if (hasY()) {
            code.addStatement("var ys = ($L) y", Names.array(type));
        }
        code.addStatement("var outs = ($L) out", Names.array(type))
                .beginControlFlow("for (int r = 0; r < rows; r++)")
                .addStatement("int xr = xo + r * xld");
        if (hasY()) {
            code.addStatement("int yr = yo + r * yld");
        }
        code.addStatement("int outr = oo + r * old").add(passes()).endControlFlow();
        return method().addParameter(Object.class, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xld")
                .addParameter(Object.class, "y")
                .addParameter(int.class, "yo")
                .addParameter(int.class, "yld")
                .addParameter(Object.class, "out")
                .addParameter(int.class, "oo")
                .addParameter(int.class, "old")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "n")
                .addCode(code.build())
                .build();
    }

    private MethodSpec.Builder method() {
        return MethodSpec.methodBuilder(name().toString())
                .addJavadoc(
                        "{@link io.lanewise.expr.RowFunction#$L}, row by row: $L operations and $L bytes per"
                                + " element.\n",
                        function,
                        flops(),
                        bytes())
                .addModifiers(Modifier.STATIC);
    }

    private MethodSpec crossEntropy() {
        boolean gradient = function == RowFunction.CROSS_ENTROPY_GRAD;
        var code = CodeBlock.builder()
                .addStatement("var xs = ($L) x", Names.array(type))
                .addStatement("var vs = ($L) values", Names.array(type))
                .addStatement("var outs = ($L) out", Names.array(type))
                .beginControlFlow("for (int r = 0; r < rows; r++)")
                .addStatement("int xr = xo + r * xld")
                .addStatement("int vr = vo + r * vstep")
                .addStatement("int outr = oo + r * old")
                .addStatement("long label = classes[ko + r * kstep]")
                .beginControlFlow("if (label == ignored)");
        if (gradient) {
            code.addStatement("$T.fill(outs, outr, outr + n, 0)", java.util.Arrays.class);
        } else {
            code.addStatement("vs[vr] = 0");
        }
        code.addStatement("continue")
                .endControlFlow()
                .addStatement("int at = (int) $T.checkIndex(label, (long) n)", java.util.Objects.class)
                .add(passes());
        if (gradient) {
            code.addStatement("outs[outr + at] -= p2");
        } else {
            code.addStatement("vs[vr] = p2 - (xs[xr + at] - p0)");
        }
        return method().addParameter(Object.class, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xld")
                .addParameter(long[].class, "classes")
                .addParameter(int.class, "ko")
                .addParameter(int.class, "kstep")
                .addParameter(long.class, "ignored")
                .addParameter(Object.class, "values")
                .addParameter(int.class, "vo")
                .addParameter(int.class, "vstep")
                .addParameter(Object.class, "out")
                .addParameter(int.class, "oo")
                .addParameter(int.class, "old")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "n")
                .addCode(code.endControlFlow().build())
                .build();
    }
}
