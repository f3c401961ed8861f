/** Writes the kernels' sources at build time. */
module io.lanewise.codegen {
    requires static org.jspecify;
    requires io.lanewise.expr;
    requires com.palantir.javapoet;
    requires java.compiler;
}
