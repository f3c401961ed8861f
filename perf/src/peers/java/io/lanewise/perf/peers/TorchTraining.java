package io.lanewise.perf.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.lanewise.perf.Data;
import io.lanewise.perf.Work;
import java.util.List;

/** An epoch of the training network, operation by operation. */
final class TorchTraining implements Work {
    private static final int BATCH = 64;
    private static final float RATE = 0.01f;
    private static final float MOMENTUM = 0.9f;

    private final NDManager manager;
    private final NDArray images;
    private final NDArray classes;
    private final List<NDArray> parameters;
    private final List<NDArray> velocities;
    private final int count;
    private double loss;

    TorchTraining(NDManager manager, int count) {
        this.manager = manager;
        this.count = count;
        images = manager.create(Data.floats(count * 784, 1), new Shape(count, 784));
        classes = manager.create(Data.classes(count, 2));
        parameters = List.of(
                manager.create(scaled(784 * 128, 3), new Shape(128, 784)),
                manager.zeros(new Shape(128)),
                manager.create(scaled(128 * 10, 4), new Shape(10, 128)),
                manager.zeros(new Shape(10)));
        parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        velocities = parameters.stream()
                .map(parameter -> manager.zeros(parameter.getShape()))
                .toList();
    }

    private static float[] scaled(int n, long seed) {
        float[] values = Data.floats(n, seed);
        for (int i = 0; i < n; i++) {
            values[i] *= 0.05f;
        }
        return values;
    }

    @Override
    public void run() {
        double total = 0;
        try (NDArray order = manager.randomPermutation(count)) {
            for (int from = 0; from < count; from += BATCH) {
                total += step(order, from, Math.min(count, from + BATCH));
            }
        }
        loss = total / count;
    }

    @Override
    public double[] result() {
        return new double[] {loss};
    }

    private double step(NDArray order, int from, int to) {
        try (NDManager scope = manager.newSubManager();
                NDArray batch = order.get(new NDIndex("%d:%d".formatted(from, to)))) {
            batch.attach(scope);
            JniUtils.setGradMode(true);
            NDArray loss = loss(batch);
            JniUtils.backward((PtNDArray) loss, (PtNDArray) loss.onesLike(), false, false);
            JniUtils.setGradMode(false);
            for (int i = 0; i < parameters.size(); i++) {
                update(parameters.get(i), velocities.get(i));
            }
            return (to - from) * (double) loss.getFloat();
        }
    }

    private NDArray loss(NDArray batch) {
        NDArray x = images.get(batch);
        NDArray y = classes.get(batch).expandDims(1);
        x.attach(batch.getManager());
        NDArray hidden = linear(x, 0).getNDArrayInternal().relu();
        return linear(hidden, 2).logSoftmax(1).gather(y, 1).mean().neg();
    }

    private NDArray linear(NDArray x, int layer) {
        return x.getNDArrayInternal()
                .linear(x, parameters.get(layer), parameters.get(layer + 1))
                .singletonOrThrow();
    }

    private static void update(NDArray parameter, NDArray velocity) {
        try (NDArray gradient = parameter.getGradient()) {
            velocity.muli(MOMENTUM).addi(gradient);
            try (NDArray step = velocity.mul(RATE)) {
                parameter.subi(step);
            }
            gradient.muli(0);
        }
    }
}
