package io.lanewise.perf;

import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A fresh JVM that asks a network of two layers for one answer after the other: what {@link ColdStart} starts. */
final class FirstCall {
    /** Calls go on for as long, since kernels get their vectors only after a while, and a few more windows. */
    private static final long NANOS = 5_000_000_000L;

    private static final int WINDOW = 100;

    /** Windows at the end that are taken for full speed. */
    private static final int STEADY = 20;

    /** A window of calls is at full speed when its median is at most this many times that of the last ones. */
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
        List<Window> windows = new ArrayList<>();
        do {
            windows.add(Window.of(() -> answer(model, pixels)));
        } while (windows.size() < STEADY || System.nanoTime() - answered < NANOS);
        double steady = Measured.median(windows.subList(windows.size() - STEADY, windows.size()).stream()
                .mapToDouble(Window::median)
                .toArray());
        double full = 1e-6 * (answered - begin);
        int at = 0;
        while (windows.get(at).median() > NEARLY * steady) {
            full += windows.get(at).millis();
            at++;
        }
        return new Figures(1e-6 * (made - begin), 1e-6 * (answered - made), at * WINDOW, full, steady);
    }

    /** Some calls one after the other: microseconds of the one in the middle, and milliseconds of all. */
    private record Window(double median, double millis) {
        static Window of(Runnable call) {
            double[] micros = new double[WINDOW];
            for (int i = 0; i < WINDOW; i++) {
                long start = System.nanoTime();
                call.run();
                micros[i] = 1e-3 * (System.nanoTime() - start);
            }
            return new Window(
                    Measured.median(micros), 1e-3 * DoubleStream.of(micros).sum());
        }
    }

    private static float[] answer(Sequential model, float[] pixels) {
        try (var _ = GradMode.noGrad();
                var _ = Scope.open()) {
            return model.forward(Tensor.of(pixels).reshape(1, 784)).toFloatArray();
        }
    }
}
