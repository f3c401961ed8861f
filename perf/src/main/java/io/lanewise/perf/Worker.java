package io.lanewise.perf;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Measures in this JVM: {@code Worker PATTERN FILE} writes a list of {@link Result}s. */
final class Worker {
    private final double flopsF32 = Limits.flopsF32();
    private final double flopsF64 = Limits.flopsF64();
    private final boolean hasPeer = OpenBlas.available();
    private final Map<Integer, Double> copies = new TreeMap<>();

    private Worker() {}

    public static void main(String[] args) throws IOException {
        Pattern only = Pattern.compile(args[0]);
        Worker worker = new Worker();
        List<Result> results = new ArrayList<>();
        for (Subject subject : Subject.all()) {
            if (only.matcher(subject.name()).find()) {
                results.add(worker.measure(subject));
            }
        }
        Files.writeString(Path.of(args[1]), new ObjectMapper().writeValueAsString(results));
    }

    private Result measure(Subject subject) {
        double seconds = Limits.seconds(subject.run().get());
        double percent = 100 * least(subject) / seconds;
        var peer = subject.peer();
        @Nullable Double ratio = peer != null && hasPeer ? Limits.seconds(peer.get()) / seconds : null;
        return new Result(
                subject.name(),
                subject.flops() / seconds / 1e9,
                subject.bytes() / seconds / 1e9,
                percent,
                percent,
                ratio);
    }

    /** The seconds that the operations or the bytes must take, whichever are more. */
    private double least(Subject subject) {
        double flops = subject.type() == ElementType.F64 ? flopsF64 : flopsF32;
        double copied = copies.computeIfAbsent(Math.max(1 << 12, (int) subject.bytes()), Limits::copyBytes);
        return Math.max(subject.type().isFloat() ? subject.flops() / flops : 0, subject.bytes() / copied);
    }
}
