package io.lanewise.onnx;

import io.lanewise.graph.Program;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The programs of a graph that were used last, by what they are given. Safe for any number of threads. */
final class ProgramCache {
    private static final int MOST = 64;

    /** Of what was given once, and has no program. */
    private static final int MOST_SEEN = 256;

    /** What a program was made for. */
    record Key(List<Like> inputs) {
        /** @param fixed the inputs whose elements it depends on */
        static Key of(Map<String, Tensor> inputs, Predicate<Tensor> fixed) {
            var likes = new ArrayList<Like>();
            inputs.forEach((name, tensor) -> likes.add(Like.of(name, tensor, fixed.test(tensor))));
            return new Key(likes);
        }
    }

    /** An input's name, shape and type, and its elements if the program depends on them. */
    private record Like(String name, DType dtype, Shape shape, List<Long> elements) {
        static Like of(String name, Tensor tensor, boolean fixed) {
            var elements = fixed ? Arrays.stream(tensor.toLongArray()).boxed().toList() : List.<Long>of();
            return new Like(name, tensor.dtype(), tensor.shape(), elements);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Key, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Key> seen = new LinkedHashSet<>();
    private long replays;

    @Nullable
    Program find(Key key) {
        lock.lock();
        try {
            var program = programs.get(key);
            replays += program == null ? 0 : 1;
            return program;
        } finally {
            lock.unlock();
        }
    }

    void keep(Key key, Program program) {
        lock.lock();
        try {
            programs.put(key, program);
            if (programs.size() > MOST) {
                programs.remove(programs.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is asked for the first time. */
    boolean isFirst(Key key) {
        lock.lock();
        try {
            boolean first = seen.add(key);
            if (seen.size() > MOST_SEEN) {
                seen.remove(seen.iterator().next());
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** How often a program was found. */
    long replays() {
        lock.lock();
        try {
            return replays;
        } finally {
            lock.unlock();
        }
    }
}
