package io.lanewise.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import javax.lang.model.element.Modifier;

/** Writes what the matrix product does element by element at every width: the rests of packing, and single rows. */
final class ScalarTileEmitter {
    private static final int CHAINS = 8;

    private final TypeName element;
    private final TypeName array;

    ScalarTileEmitter(ElementType elements) {
        element = TypeName.get(elements.carrier());
        array = ArrayTypeName.of(element);
    }

    static String className(ElementType type) {
        return type.name() + "TilesScalar";
    }

    void addTo(TypeSpec.Builder type) {
        type.addMethod(pack());
        type.addMethod(packElements());
        type.addMethod(dots());
        type.addMethod(dotProducts());
    }

    private void operand(MethodSpec.Builder method, String name, boolean step) {
        method.addParameter(array, name).addParameter(int.class, name + "o");
        if (step) {
            method.addParameter(int.class, name + "s");
        }
    }

    private MethodSpec pack() {
        return PackEmitter.packMethod()
                .addComment("While this is interpreted, copying a row is one step, and copying its elements are many.")
                .beginControlFlow("if (columnStep == 1)")
                .beginControlFlow("for (int i = 0; i < rows; i++)")
                .addStatement("$T.arraycopy(from, fo + i * rowStep, to, o + i * os, columns)", System.class)
                .endControlFlow()
                .nextControlFlow("else")
                .addStatement(
                        "packElements(rows, columns, ($1T) from, fo, rowStep, columnStep, ($1T) to, o, os)", array)
                .endControlFlow()
                .build();
    }

    private MethodSpec packElements() {
        return MethodSpec.methodBuilder("packElements")
                .addModifiers(Modifier.STATIC)
                .addJavadoc("{@code y[o + i os + j] = x[xo + i rowStep + j columnStep]} for i below rows and j below"
                        + " columns.\n")
                .addParameter(int.class, "rows")
                .addParameter(int.class, "columns")
                .addParameter(array, "x")
                .addParameter(int.class, "xo")
                .addParameter(int.class, "rowStep")
                .addParameter(int.class, "columnStep")
                .addParameter(array, "y")
                .addParameter(int.class, "o")
                .addParameter(int.class, "os")
                .beginControlFlow("for (int i = 0; i < rows; i++)")
                .beginControlFlow("for (int j = 0; j < columns; j++)")
                .addStatement("y[o + i * os + j] = x[xo + i * rowStep + j * columnStep]")
                .endControlFlow()
                .endControlFlow()
                .build();
    }

    private MethodSpec dots() {
        return dotsMethod()
                .addStatement("dotProducts(n, k, ($1T) a, ao, as, ($1T) b, bo, bs, ($1T) s, so, ($1T) c, co)", array)
                .build();
    }

    /** The interface's method, without its body. */
    static MethodSpec.Builder dotsMethod() {
        return MethodSpec.methodBuilder("dots")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(int.class, "n")
                .addParameter(int.class, "k")
                .addParameter(Object.class, "a")
                .addParameter(int.class, "ao")
                .addParameter(int.class, "as")
                .addParameter(Object.class, "b")
                .addParameter(int.class, "bo")
                .addParameter(int.class, "bs")
                .addParameter(Object.class, "s")
                .addParameter(int.class, "so")
                .addParameter(Object.class, "c")
                .addParameter(int.class, "co");
    }

    /** The product of one row with a transposed matrix, whose rows are read once and in order. */
    private MethodSpec dotProducts() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("dotProducts")
                .addModifiers(Modifier.STATIC)
                .addJavadoc(
                        "{@code c[j] = s[j] + a[0] b[j,0] + a[1] b[j,1] + ...} for j below n: one row times the"
                                + " transpose of b, $L sums at a time so that they need not wait for each other.\n",
                        CHAINS)
                .addParameter(int.class, "n")
                .addParameter(int.class, "k");
        operand(method, "a", true);
        operand(method, "b", true);
        operand(method, "s", false);
        operand(method, "c", false);
        method.addStatement("int whole = n & -$L", CHAINS)
                .beginControlFlow("for (int j = 0; j < whole; j += $L)", CHAINS);
        for (int u = 0; u < CHAINS; u++) {
            method.addStatement("$T c$L = 0", element, u).addStatement("int p$1L = bo + (j + $1L) * bs", u);
        }
        method.beginControlFlow("for (int t = 0; t < k; t++)").addStatement("$T x = a[ao + t * as]", element);
        for (int u = 0; u < CHAINS; u++) {
            method.addStatement("c$1L = Scalars.fma(x, b[p$1L + t], c$1L)", u);
        }
        method.endControlFlow();
        for (int u = 0; u < CHAINS; u++) {
            method.addStatement("c[co + j + $1L] = c$1L + s[so + j + $1L]", u);
        }
        return method.endControlFlow()
                .beginControlFlow("for (int j = whole; j < n; j++)")
                .addStatement("$T sum = 0", element)
                .addStatement("int p = bo + j * bs")
                .beginControlFlow("for (int t = 0; t < k; t++)")
                .addStatement("sum = Scalars.fma(a[ao + t * as], b[p + t], sum)")
                .endControlFlow()
                .addStatement("c[co + j] = sum + s[so + j]")
                .endControlFlow()
                .build();
    }
}
