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
import java.util.function.IntFunction;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one row function: one for each pass that writes a row, and the kernel that goes through the passes row
 * by row. Only numbers go from one pass to the next, so each method stays small and no vector crosses a call.
 */
final class RowEmitter {
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
        int maps = 0;
        for (var pass : RowDefinitions.of(function)) {
            switch (pass) {
                case RowPass.Map(int row, Expr value) -> {
                    var map = rowMap(++maps, row, value, numbers);
                    methods.addAll(vector ? List.of(map.vectorLoop()) : List.of(map.element(), map.loop()));
                }
                case RowPass.MapSum(int row, Expr value) -> {
                    var map = rowMap(++maps, row, value, numbers++);
                    methods.addAll(vector ? map.summingLoops() : List.of(map.element(), map.loop()));
                }
                case RowPass.Result _ -> {}
                default -> numbers++;
            }
        }
        methods.add(function.hasClasses() ? crossEntropy() : kernel());
        return methods;
    }

    private RowMap rowMap(int pass, int row, Expr value, int numbers) {
        return new RowMap("pass" + pass, function.operands(), row, graph(value), numbers, type, scalarClass);
    }

    private Graph graph(Expr value) {
        return new Graph(Lowering.lower(value, type));
    }

    int flops() {
        int flops = 0;
        for (var pass : RowDefinitions.of(function)) {
            flops += switch (pass) {
                case RowPass.Reduce(Fold fold, var _, var _) -> fold.graph(type).flops() + 1;
                case RowPass.Map(int _, Expr value) -> graph(value).flops();
                case RowPass.MapSum(int _, Expr value) -> graph(value).flops() + 1;
                default -> 0;
            };
        }
        return flops;
    }

    /** Each row is read and written once, as far as memory is concerned; scales and sums stay in the cache. */
    int bytes() {
        return type.bytes()
                * switch (function) {
                    case LOG_SUM_EXP, CROSS_ENTROPY -> 1;
                    case SOFTMAX, LOG_SOFTMAX, CROSS_ENTROPY_GRAD, RUNNING_SOFTMAX, SCALE, EXP_BELOW -> 2;
                    case LAYER_NORM, RMS_NORM, LAYER_NORM_WEIGHT_GRAD, RMS_NORM_WEIGHT_GRAD -> 2;
                    case SOFTMAX_GRAD, LOG_SOFTMAX_GRAD, SCORES_GRAD, LAYER_NORM_GRAD, RMS_NORM_GRAD -> 3;
                };
    }

    private String array(int operand) {
        return function.operands().get(operand) + "s";
    }

    private String row(int operand) {
        return function.operands().get(operand) + "r";
    }

    /** The statements of the passes, for the row whose operands start at xr, outr and so on. */
    private CodeBlock passes() {
        var code = CodeBlock.builder();
        int numbers = 0;
        int maps = 0;
        var value = Names.value(type);
        for (var pass : RowDefinitions.of(function)) {
            switch (pass) {
                case RowPass.Reduce reduce -> reduce(code, reduce, numbers++);
                case RowPass.Number(var number) -> {
                    var text = number(code, number, "p" + numbers);
                    code.addStatement("$T p$L = $L", value, numbers++, text);
                }
                case RowPass.Length() -> code.addStatement("$T p$L = n", value, numbers++);
                case RowPass.Attribute(int index) ->
                    code.addStatement("$1T p$2L = ($1T) params[$3L]", value, numbers++, index);
                case RowPass.Given(int operand, int at) ->
                    code.addStatement("$T p$L = $L", value, numbers++, number(operand, at));
                case RowPass.Result(int operand, int at, var number) -> {
                    var text = number(code, number, "result" + at);
                    code.addStatement("$L = $L", number(operand, at), text);
                }
                case RowPass.Map(int row, var map) ->
                    code.addStatement("$L", rowMap(++maps, row, map, numbers).call());
                case RowPass.MapSum(int row, var map) -> mapSum(code, ++maps, row, map, numbers++);
            }
        }
        return code.build();
    }

    private void reduce(CodeBlock.Builder code, RowPass.Reduce reduce, int number) {
        if (number > 0 || reducedAhead() == null) {
            code.addStatement("$T p$L = $L", Names.value(type), number, reduction(reduce, this::row, "n"));
            return;
        }
        code.addStatement("$T p0 = ahead", Names.value(type))
                .beginControlFlow("if (r + 1 < rows)")
                .addStatement("ahead = $L", reduction(reduce, i -> row(i) + " + steps[" + i + "]", "n"))
                .endControlFlow();
    }

    private CodeBlock reduction(RowPass.Reduce reduce, IntFunction<String> offset, String length) {
        var arguments = new ArrayList<String>();
        reduce.rows().forEach(row -> arguments.add(array(row) + ", " + offset.apply(row) + (vector ? "" : ", 1")));
        reduce.numbers().forEach(number -> arguments.add("p" + number));
        var fold = reduce.fold();
        return CodeBlock.of(
                "$T.$L($L, $L)", fold.owner(type, vector), fold.name(), String.join(", ", arguments), length);
    }

    private String number(int operand, int at) {
        return array(operand) + "[" + row(operand) + (at == 0 ? "" : " + " + at) + "]";
    }

    private String number(CodeBlock.Builder code, Expr value, String suffix) {
        return new ScalarEmitter(type, code, suffix).emit(graph(value)).getFirst();
    }

    private void mapSum(CodeBlock.Builder code, int pass, int row, Expr value, int numbers) {
        var call = rowMap(pass, row, value, numbers).call();
        if (vector) {
            code.addStatement("$T p$L = $L", Names.value(type), numbers, call);
        } else {
            code.addStatement("$L", call)
                    .addStatement(
                            "$T p$L = $L",
                            Names.value(type),
                            numbers,
                            reduction(new RowPass.Reduce(Fold.SUM, row), this::row, "n"));
        }
    }

    /**
     * The first pass if it reduces rows: it is run a row ahead, so that the processor has other work while the reduction's
     * tree waits for one sum after the other. No pass writes a later row of what it reads.
     */
    private RowPass.@Nullable Reduce reducedAhead() {
        return !function.hasClasses() && RowDefinitions.of(function).getFirst() instanceof RowPass.Reduce reduce
                ? reduce
                : null;
    }

    private MethodSpec kernel() {
        var code = CodeBlock.builder();
        int count = function.operands().size();
        for (int i = 0; i < count; i++) {
            code.addStatement("var $L = ($L) arrays[$L]", array(i), Names.array(type), i);
        }
        var ahead = reducedAhead();
        if (ahead != null) {
            code.addStatement(
                    "$T ahead = $L",
                    Names.value(type),
                    reduction(ahead, i -> "offsets[" + i + "]", "rows > 0 ? n : 0"));
        }
        code.beginControlFlow("for (int r = 0; r < rows; r++)");
        for (int i = 0; i < count; i++) {
            code.addStatement("int $L = offsets[$L] + r * steps[$L]", row(i), i, i);
        }
        code.add(passes()).endControlFlow();
        return method().addParameter(Object[].class, "arrays")
                .addParameter(int[].class, "offsets")
                .addParameter(int[].class, "steps")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "n")
                .addParameter(double[].class, "params")
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
                .addStatement("var values = ($L) value", Names.array(type))
                .addStatement("var outs = ($L) out", Names.array(type))
                .beginControlFlow("for (int r = 0; r < rows; r++)")
                .addStatement("int xr = xo + r * xld")
                .addStatement("int valuer = vo + r * vstep")
                .addStatement("int outr = oo + r * old")
                .addStatement("long label = classes[ko + r * kstep]")
                .beginControlFlow("if (label == ignored)");
        if (gradient) {
            code.addStatement("$T.fill(outs, outr, outr + n, 0)", java.util.Arrays.class);
        } else {
            code.addStatement("values[valuer] = 0");
        }
        code.addStatement("continue")
                .endControlFlow()
                .addStatement("int at = (int) $T.checkIndex(label, (long) n)", java.util.Objects.class)
                .add(passes());
        if (gradient) {
            code.addStatement("outs[outr + at] -= p2");
        } else {
            code.addStatement("values[valuer] = p2 - (xs[xr + at] - p0)");
        }
        return method().addParameter(Object.class, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "xld")
                .addParameter(long[].class, "classes")
                .addParameter(int.class, "ko")
                .addParameter(int.class, "kstep")
                .addParameter(long.class, "ignored")
                .addParameter(Object.class, "value")
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
