package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.lanewise.expr.ElementType;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes all classes of the matrix product: the tiles of each width, the scalar ones, the table of them, and the tiles
 * for packed weights.
 */
final class MatMulEmitter {
    private static final ClassName TILES = ClassName.get(TileEmitter.PACKAGE, "Tiles");

    private MatMulEmitter() {}

    static List<JavaFile> emit() {
        List<JavaFile> files = new ArrayList<>();
        for (TileSpec tile : TileSpec.all()) {
            files.add(new TileEmitter(tile).emit());
            if (tile.type() == ElementType.F32 && !tile.scalar()) {
                files.add(new WeightTileEmitter(tile.bits(), tile.registers()).emit());
            }
        }
        files.add(table());
        return files;
    }

    private static JavaFile table() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("of")
                .addModifiers(Modifier.STATIC)
                .addJavadoc(
                        "The tiles for vectors of {@code bits} bits, 0 for scalar code, and a number of registers.\n")
                .addParameter(ElementType.class, "type")
                .addParameter(int.class, "bits")
                .addParameter(int.class, "registers")
                .returns(TILES);
        for (TileSpec tile : TileSpec.all()) {
            method.beginControlFlow(
                            "if (type == $T.$L && bits == $L$L)",
                            ElementType.class,
                            tile.type(),
                            tile.bits(),
                            tile.scalar() ? "" : " && registers == " + tile.registers())
                    .addStatement("return new $T()", ClassName.get(TileEmitter.PACKAGE, tile.className()))
                    .endControlFlow();
        }
        method.addStatement(
                "throw new $T($S + type + $S + bits + $S + registers + $S)",
                IllegalArgumentException.class,
                "no tiles for ",
                ", ",
                " bits, ",
                " registers");
        TypeSpec type = TypeSpec.classBuilder("TileTable")
                .addModifiers(Modifier.FINAL)
                .addJavadoc("All register tiles of the matrix product.\n")
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .addMethod(method.build())
                .build();
        return JavaFile.builder(TileEmitter.PACKAGE, type)
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }
}
