package io.lanewise.perf.peers;

import io.lanewise.expr.ElementType;
import io.lanewise.perf.Data;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * oneDNN, at its best: it chooses the layout of every operand that it may, and bringing them into it and back is not
 * timed, as in a network where all layers are its own.
 */
public final class OneDnn implements Peer {
    private static final int SRC = dnnl.DNNL_ARG_SRC;
    private static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
    private static final int DST = dnnl.DNNL_ARG_DST;
    private static final int DIFF_SRC = dnnl.DNNL_ARG_DIFF_SRC;
    private static final int DIFF_WEIGHTS = dnnl.DNNL_ARG_DIFF_WEIGHTS;
    private static final int DIFF_DST = dnnl.DNNL_ARG_DIFF_DST;

    @Override
    public String name() {
        return "oneDNN";
    }

    @Override
    public boolean supports(Task task) {
        return switch (task) {
            case Task.Product product -> product.type() == ElementType.F32;
            case Task.Convolution _, Task.Convolutions _ -> true;
            default -> false;
        };
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        if (vectorBits < 512) {
            environment.put("ONEDNN_MAX_CPU_ISA", "AVX2");
        }
        return environment;
    }

    @Override
    public Work work(Task task, int threads) {
        var session = new Session();
        return switch (task) {
            case Task.Product product -> session.product(product);
            case Task.Convolution convolution -> session.convolution(convolution);
            case Task.Convolutions(List<Task.Convolution> shapes, List<Integer> times) ->
                Work.sequence(shapes.stream().map(session::convolution).toList(), times);
            default -> throw new IllegalArgumentException("oneDNN: has no " + task);
        };
    }

    /** An engine, its stream, and what is made for them. */
    private static final class Session {
        private final engine cpu = new engine(engine.kind.cpu, 0);
        private final stream queue = new stream(cpu);

        Work product(Task.Product p) {
            var freely = p.constant() ? memory.format_tag.any : memory.format_tag.ab;
            var description = new matmul.primitive_desc(
                    cpu,
                    desc(memory.format_tag.ab, p.m(), p.k()),
                    desc(freely, p.k(), p.n()),
                    desc(memory.format_tag.ab, p.m(), p.n()));
            memory src = filled(
                    desc(memory.format_tag.ab, p.m(), p.k()), description.src_desc(), Data.floats(p.m() * p.k(), 1));
            memory weights = filled(
                    desc(memory.format_tag.ab, p.k(), p.n()),
                    description.weights_desc(),
                    Data.floats(p.k() * p.n(), 2));
            memory dst = new memory(description.dst_desc(), cpu);
            var arguments =
                    new IntMemoryMap().put(SRC, src).put(WEIGHTS, weights).put(DST, dst);
            return work(
                    new matmul(description), arguments, dst, desc(memory.format_tag.ab, p.m(), p.n()), p.m() * p.n());
        }

        Work convolution(Task.Convolution c) {
            return switch (c.pass()) {
                case FORWARD -> forward(c);
                case BY_DATA -> byData(c);
                case BY_WEIGHTS -> byWeights(c);
                case TRAINING -> {
                    Work last = byWeights(c);
                    Work all = Work.sequence(List.of(forward(c), byData(c), last), List.of(1, 1, 1));
                    yield Work.of(all::run, last::result);
                }
            };
        }

        private Work forward(Task.Convolution c) {
            var description = forwardDescription(c, prop_kind.forward_inference);
            memory src = filled(x(c, memory.format_tag.nchw), description.src_desc(), Data.floats(xSize(c), 1));
            memory weights = filled(w(c, false), description.weights_desc(), Data.floats(c.weights(), 2));
            memory dst = new memory(description.dst_desc(), cpu);
            var arguments =
                    new IntMemoryMap().put(SRC, src).put(WEIGHTS, weights).put(DST, dst);
            return work(new convolution_forward(description), arguments, dst, y(c, memory.format_tag.nchw), ySize(c));
        }

        private Work byData(Task.Convolution c) {
            var description = new convolution_backward_data.primitive_desc(
                    cpu,
                    algorithm.convolution_auto,
                    x(c, memory.format_tag.any),
                    w(c, true),
                    y(c, memory.format_tag.any),
                    pair(c.stride()),
                    pair(c.padding()),
                    pair(c.padding()),
                    forwardDescription(c, prop_kind.forward_training));
            memory weights = filled(w(c, false), description.weights_desc(), Data.floats(c.weights(), 2));
            memory gradient =
                    filled(y(c, memory.format_tag.nchw), description.diff_dst_desc(), Data.floats(ySize(c), 3));
            memory result = new memory(description.diff_src_desc(), cpu);
            var arguments = new IntMemoryMap()
                    .put(DIFF_DST, gradient)
                    .put(WEIGHTS, weights)
                    .put(DIFF_SRC, result);
            return work(
                    new convolution_backward_data(description),
                    arguments,
                    result,
                    x(c, memory.format_tag.nchw),
                    xSize(c));
        }

        private Work byWeights(Task.Convolution c) {
            var description = new convolution_backward_weights.primitive_desc(
                    cpu,
                    algorithm.convolution_auto,
                    x(c, memory.format_tag.any),
                    w(c, true),
                    y(c, memory.format_tag.any),
                    pair(c.stride()),
                    pair(c.padding()),
                    pair(c.padding()),
                    forwardDescription(c, prop_kind.forward_training));
            memory src = filled(x(c, memory.format_tag.nchw), description.src_desc(), Data.floats(xSize(c), 1));
            memory gradient =
                    filled(y(c, memory.format_tag.nchw), description.diff_dst_desc(), Data.floats(ySize(c), 3));
            memory result = new memory(description.diff_weights_desc(), cpu);
            var arguments =
                    new IntMemoryMap().put(SRC, src).put(DIFF_DST, gradient).put(DIFF_WEIGHTS, result);
            return work(new convolution_backward_weights(description), arguments, result, w(c, false), c.weights());
        }

        private convolution_forward.primitive_desc forwardDescription(Task.Convolution c, prop_kind kind) {
            return new convolution_forward.primitive_desc(
                    cpu,
                    kind,
                    algorithm.convolution_auto,
                    x(c, memory.format_tag.any),
                    w(c, true),
                    y(c, memory.format_tag.any),
                    pair(c.stride()),
                    pair(c.padding()),
                    pair(c.padding()));
        }

        private Work work(primitive function, IntMemoryMap arguments, memory result, memory.desc plain, int size) {
            return Work.of(
                    () -> {
                        function.execute(queue, arguments);
                        queue._wait();
                    },
                    () -> {
                        FloatPointer array = new FloatPointer(size);
                        memory copy = new memory(plain, cpu, array);
                        new reorder(result, copy).execute(queue, result, copy);
                        queue._wait();
                        float[] values = new float[size];
                        array.get(values);
                        return Data.sample(values);
                    });
        }

        /** Memory of a layout with the values of an array of another. */
        private memory filled(memory.desc plain, memory.desc layout, float[] values) {
            memory from = new memory(plain, cpu, new FloatPointer(values));
            memory to = new memory(layout, cpu);
            new reorder(from, to).execute(queue, from, to);
            queue._wait();
            return to;
        }

        private static memory.desc desc(memory.format_tag tag, long... sizes) {
            return new memory.desc(sizes, memory.data_type.f32, tag);
        }

        private static memory.desc x(Task.Convolution c, memory.format_tag tag) {
            return desc(tag, c.batch(), c.channels(), c.height(), c.width());
        }

        private static memory.desc y(Task.Convolution c, memory.format_tag tag) {
            return desc(tag, c.batch(), c.outputs(), c.outputHeight(), c.outputWidth());
        }

        private static memory.desc w(Task.Convolution c, boolean any) {
            int inputs = c.channels() / c.groups();
            if (c.groups() == 1) {
                var tag = any ? memory.format_tag.any : memory.format_tag.oihw;
                return desc(tag, c.outputs(), inputs, c.kernelHeight(), c.kernelWidth());
            }
            var tag = any ? memory.format_tag.any : memory.format_tag.goihw;
            return desc(tag, c.groups(), c.outputs() / c.groups(), inputs, c.kernelHeight(), c.kernelWidth());
        }

        private static long[] pair(int value) {
            return new long[] {value, value};
        }

        private static int xSize(Task.Convolution c) {
            return c.batch() * c.channels() * c.height() * c.width();
        }

        private static int ySize(Task.Convolution c) {
            return c.batch() * c.outputs() * c.outputHeight() * c.outputWidth();
        }
    }
}
