package io.lanewise.perf.subjects;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.KernelList;
import io.lanewise.kernels.KernelRun;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Work;
import java.util.List;

/** Every generated kernel of the list by itself, on arrays within the second-level cache. */
final class Kernels {
    private static final int ELEMENTS = 16 << 10;

    private Kernels() {}

    static List<Subject> subjects() {
        return KernelList.all().stream().map(Kernels::subject).toList();
    }

    private static Subject subject(KernelList.Entry entry) {
        boolean vector = Cpu.simd() && entry.vectorClass() != null;
        ElementType type = entry.name().type();
        String name = entry.name().toString();
        return Subject.of(
                name.substring(type.lower().length() + 1),
                "",
                type.lower(),
                cost(entry),
                () -> Work.of(KernelRun.of(entry, vector, ELEMENTS), () -> new double[0]));
    }

    /** What is read and what is written of the bytes is not listed: of arrays the last is taken for the result. */
    private static Cost cost(KernelList.Entry entry) {
        double flops = entry.name().type().isFloat() ? (double) entry.flops() * ELEMENTS : 0;
        double bytes = (double) entry.bytes() * ELEMENTS;
        double written = entry.family() == KernelList.Family.REDUCE ? 0 : bytes / 3;
        return Cost.memory(flops, bytes - written, written);
    }
}
