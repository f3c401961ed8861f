package io.lanewise.kernels;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * The program that {@link CliffCheck} starts with {@code -Xcomp}: it calls every generated kernel once, which compiles
 * it. The calls have no elements to work on, and one that refuses them has been compiled all the same. Arguments: which
 * part of the classes, of how many parts, and whether all of them or those that run here.
 */
final class CompileEverything {
    private CompileEverything() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        if (Cpu.simd()) {
            warmUp();
        }
        boolean all = Boolean.parseBoolean(args[2]);
        List<String> names = GeneratedKernels.classes().stream()
                .filter(name -> all || GeneratedKernels.runsHere(name))
                .toList();
        for (int i = Integer.parseInt(args[0]); i < names.size(); i += Integer.parseInt(args[1])) {
            for (Method method : GeneratedKernels.methods(names.get(i))) {
                call(method);
                System.out.println("CALLED " + method.getDeclaringClass().getName() + "::" + method.getName());
            }
        }
    }

    /** A compiler cuts off what needs a class that was never loaded: these loads make it see the loops whole. */
    private static void warmUp() {
        float[] floats = new float[64];
        FloatVector f = FloatVector.fromArray(Simd.F32, floats, 0);
        f.fma(f, f).max(f).blend(f, f.lt(f)).lanewise(VectorOperators.ABS).intoArray(floats, 0);
        double[] doubles = new double[64];
        DoubleVector d = DoubleVector.fromArray(Simd.F64, doubles, 0);
        d.fma(d, d).max(d).blend(d, d.lt(d)).lanewise(VectorOperators.ABS).intoArray(doubles, 0);
    }

    private static void call(Method method) throws ReflectiveOperationException {
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i], method.getName());
        }
        Object receiver = null;
        if (!Modifier.isStatic(method.getModifiers())) {
            Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
            constructor.setAccessible(true);
            receiver = constructor.newInstance();
        }
        try {
            method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            // Compiled before it was refused, which is all that matters here.
        }
    }

    private static @Nullable Object argument(Class<?> type, String kernel) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 64);
        }
        if (type == Object.class) {
            return kernel.startsWith("f64") ? new double[64] : new float[64];
        }
        // The zero of a primitive type, or null.
        return Array.get(Array.newInstance(type, 1), 0);
    }
}
