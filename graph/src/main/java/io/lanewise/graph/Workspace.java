package io.lanewise.graph;

import io.lanewise.kernels.Recycler;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of programs that take turns, such as those of one model for inputs of different shapes: as large as the
 * most demanding program needs, for each of the runs that go on at once. Of idle ones about as many are kept as there are
 * processors.
 */
public final class Workspace {
    private final AtomicReference<@Nullable Arena> spare = new AtomicReference<>();

    /** What is idle beside the spare one; an arena that finds no room is left to the collector. */
    private final BlockingQueue<Arena> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    public Workspace() {}

    /** An arena for one run, to be given back. */
    Arena take() {
        var arena = spare.getAndSet(null);
        if (arena == null) {
            arena = idle.poll();
        }
        return arena == null ? new Arena() : arena;
    }

    void give(Arena arena) {
        if (!spare.compareAndSet(null, arena)) {
            idle.offer(arena);
        }
    }

    /** The buffers of one run at a time, with the frames that were set up on them. */
    static final class Arena {
        /** A frame is cheap to set up, but keeps its program's constants. */
        private static final int MOST_FRAMES = 32;

        private final Map<Class<?>, List<Object>> arrays = new HashMap<>();
        private final Map<Plan, Frame> frames = new LinkedHashMap<>(16, 0.75f, true);
        private @Nullable Frame last;

        /** The frame of a plan. */
        Frame frame(Plan plan) {
            var frame = last;
            if (frame == null || frame.plan() != plan) {
                frame = frames.get(plan);
                if (frame == null) {
                    frame = new Frame(plan, arrays(plan.buffers()));
                    frames.put(plan, frame);
                    if (frames.size() > MOST_FRAMES) {
                        frames.remove(frames.keySet().iterator().next());
                    }
                }
                last = frame;
            }
            return frame;
        }

        /** An array for each buffer: the longest for the longest. */
        private List<Object> arrays(List<Plan.Buffer> buffers) {
            var byLength = IntStream.range(0, buffers.size())
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> -buffers.get(i).length))
                    .toList();
            var taken = new HashMap<Class<?>, Integer>();
            var result = new Object[buffers.size()];
            for (int i : byLength) {
                var carrier = buffers.get(i).dtype.carrier();
                int index = taken.merge(carrier, 1, Integer::sum) - 1;
                result[i] = array(carrier, index, buffers.get(i).length);
            }
            return List.of(result);
        }

        private Object array(Class<?> carrier, int index, int length) {
            var known = arrays.computeIfAbsent(carrier, _ -> new ArrayList<>());
            if (index == known.size()) {
                known.add(Recycler.take(carrier, length));
            } else if (Array.getLength(known.get(index)) < length) {
                // Frames on the shorter array would keep it.
                frames.clear();
                Recycler.give(known.get(index));
                known.set(index, Recycler.take(carrier, length));
            }
            return known.get(index);
        }
    }
}
