package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.expr.Catalog;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backend has to provide, shown on one that only negates dense f32 tensors. */
class BackendTest {
    private static final class BufferStorage extends Storage {
        final FloatBuffer buffer;
        final Backend backend;

        BufferStorage(Backend backend, int length) {
            super(DType.F32, length);
            this.backend = backend;
            buffer = FloatBuffer.allocate(length);
        }

        @Override
        public Backend backend() {
            return backend;
        }

        @Override
        protected void release() {}
    }

    private static final class Negating implements Backend {
        final List<String> executed = new ArrayList<>();

        @Override
        public String name() {
            return "negating";
        }

        @Override
        public Storage allocate(DType dtype, int length) {
            return new BufferStorage(this, length);
        }

        @Override
        public void copyIn(Object array, int offset, Storage target, int targetOffset, int length) {
            ((BufferStorage) target).buffer.put(targetOffset, (float[]) array, offset, length);
        }

        @Override
        public void copyOut(Storage source, int sourceOffset, Object array, int offset, int length) {
            ((BufferStorage) source).buffer.get(sourceOffset, (float[]) array, offset, length);
        }

        @Override
        public boolean supports(Op op, List<DType> types) {
            return op.equals(new Op.Map(Catalog.NEG));
        }

        @Override
        public void execute(Op op, List<Tensor> inputs, Tensor output) {
            executed.add(op.name());
            var x = ((BufferStorage) inputs.getFirst().storage()).buffer;
            var y = ((BufferStorage) output.storage()).buffer;
            for (int i = 0; i < output.elements(); i++) {
                y.put(i, -x.get(i));
            }
        }
    }

    private final Negating backend = new Negating();

    @Test
    void whatABackendSupportsRunsThere() {
        var y = Tensor.of(1f, -2f).to(backend).neg();
        assertThat(y.backend()).isSameAs(backend);
        assertThat(y.toFloatArray()).containsExactly(-1, 2);
        assertThat(backend.executed).containsExactly("neg");
    }

    @Test
    void whatItDoesNotSupportRunsOnTheCpuAndComesBack() {
        var y = Tensor.of(1f, -2f).to(backend).add(1.0).exp();
        assertThat(y.backend()).isSameAs(backend);
        assertThat(y.toFloatArray()[1]).isEqualTo((float) Math.exp(-1));
        assertThat(backend.executed).isEmpty();
    }

    @Test
    void viewsNeedNoBackend() {
        var y = Tensor.of(1f, 2f, 3f, 4f).to(backend).reshape(2, 2).t();
        assertThat(y.toFloatArray()).containsExactly(1, 3, 2, 4);
    }

    @Test
    void tensorsOnTwoBackendsDoNotMeet() {
        assertThatThrownBy(() -> Tensor.of(1f, 2f).add(Tensor.of(1f, 2f).to(backend)))
                .hasMessageContaining("add: inputs on the backends");
    }
}
