package io.lanewise.perf;

import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import java.util.Locale;

/** A fresh JVM that asks a network of two layers for one answer after the other: what {@link ColdStart} starts. */
final class FirstCall {
    private static final int CALLS = 20_000;
    private static final int WINDOW = 100;

    /** A window of calls is at full speed when its median is at most this many times that of the last thousand. */
    private static final double NEARLY = 1.5;

    /**
     * What it measured.
     *
     * @param model milliseconds of making the model
     * @param first milliseconds of the first call
     * @param calls before full speed
     * @param full milliseconds from the start of the program to full speed
     * @param steady microseconds of a call at the end
     */
    record Figures(double model, double first, double calls, double full, double steady) {}

    private FirstCall() {}

    /** Prints {@link Figures} as JSON; with an argument it only makes one call, and prints nothing. */
    public static void main(String[] args) {
        long begin = System.nanoTime();
        var random = new Generator(1);
        var model = new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
        float[] pixels = new float[784];
        long made = System.nanoTime();
        answer(model, pixels);
        long answered = System.nanoTime();
        if (args.length == 0) {
            Figures f = steady(model, pixels, begin, made, answered);
            System.out.printf(
                    Locale.ROOT,
                    "{\"model\":%f,\"first\":%f,\"calls\":%f,\"full\":%f,\"steady\":%f}%n",
                    f.model(),
                    f.first(),
                    f.calls(),
                    f.full(),
                    f.steady());
        }
    }

    private static Figures steady(Sequential model, float[] pixels, long begin, long made, long answered) {
        double[] micros = new double[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            answer(model, pixels);
            micros[i] = 1e-3 * (System.nanoTime() - start);
        }
        double steady = median(micros, CALLS - 1000, CALLS);
        double full = 1e-6 * (answered - begin);
        int at = 0;
        while (at + WINDOW < CALLS && median(micros, at, at + WINDOW) > NEARLY * steady) {
            for (int i = at; i < at + WINDOW; i++) {
                full += 1e-3 * micros[i];
            }
            at += WINDOW;
        }
        return new Figures(1e-6 * (made - begin), 1e-6 * (answered - made), at, full, steady);
    }

    private static double median(double[] values, int from, int to) {
        return Measured.median(Arrays.copyOfRange(values, from, to));
    }

    private static float[] answer(Sequential model, float[] pixels) {
        try (var _ = GradMode.noGrad();
                var _ = Scope.open()) {
            return model.forward(Tensor.of(pixels).reshape(1, 784)).toFloatArray();
        }
    }
}
