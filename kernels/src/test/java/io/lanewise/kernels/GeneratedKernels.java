package io.lanewise.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The methods of the generated classes that work on arrays. A kernel is among them because it was generated: the list is
 * that of the generated sources.
 */
final class GeneratedKernels {
    private static final Path SOURCES = Path.of("target/generated-sources/kernels");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern VECTORS = Pattern.compile(".*\\D(128|256|512)(?:R(\\d+))?");

    private GeneratedKernels() {}

    /** The generated classes' names, with slashes. */
    static List<String> classes() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this machine has the vectors and the registers that a class is for, where its name tells. */
    static boolean runsHere(String name) {
        Matcher match = VECTORS.matcher(name);
        return !match.matches()
                || Integer.parseInt(match.group(1)) <= Cpu.vectorBits()
                        && (match.group(2) == null || Integer.parseInt(match.group(2)) == Cpu.registers());
    }

    /** The kernels of a class as its class file has them. */
    static List<MethodModel> bytecode(String name) {
        try {
            ClassModel model = ClassFile.of().parse(CLASSES.resolve(name + ".class"));
            return model.methods().stream()
                    .filter(method -> method.code().isPresent())
                    .filter(method -> method.methodTypeSymbol().parameterList().stream()
                            .anyMatch(GeneratedKernels::holdsElements))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsElements(ClassDesc parameter) {
        return parameter.isArray() || parameter.equals(ClassDesc.of("java.lang.Object"));
    }

    /** The kernels of a class, ready to be called. */
    static List<Method> methods(String name) throws ClassNotFoundException {
        List<Method> methods = Arrays.stream(
                        Class.forName(name.replace('/', '.')).getDeclaredMethods())
                .filter(method -> Arrays.stream(method.getParameterTypes())
                        .anyMatch(type -> type.isArray() || type == Object.class))
                .filter(method -> !method.isSynthetic())
                .toList();
        methods.forEach(method -> method.setAccessible(true));
        return methods;
    }
}
