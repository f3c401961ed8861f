package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void aTensorOfAnEndedScopeIsRefusedWithAClearError() {
        Tensor lost;
        Tensor view;
        try (var _ = Scope.open()) {
            lost = Tensor.ones(1000).add(1.0);
            view = lost.reshape(10, 100);
        }
        assertThatThrownBy(lost::toFloatArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after the Scope in which it was made has ended");
        assertThatThrownBy(() -> view.add(1.0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsKeptOutlivesItsScope() {
        Tensor kept;
        try (var scope = Scope.open()) {
            kept = scope.keep(Tensor.ones(1000).add(1.0));
        }
        assertThat(kept.toFloatArray()).containsOnly(2f);
    }

    @Test
    void whatWasMadeOutsideIsUntouched() {
        var outside = Tensor.ones(1000);
        try (var _ = Scope.open()) {
            outside.add_(1.0);
        }
        assertThat(outside.toFloatArray()).containsOnly(2f);
    }

    /** The least of many rounds, since kernels allocate their vectors until they are compiled. */
    @Test
    void arraysGoRoundFromScopeToScope() {
        var x = Tensor.ones(100_000);
        long bytes = Long.MAX_VALUE;
        for (int i = 0; bytes > 64 * 1024 && i < 20_000; i++) {
            long before = allocated();
            try (var _ = Scope.open()) {
                x.add(1.0).mul(2.0).sub(1.0);
            }
            bytes = Math.min(bytes, allocated() - before);
        }
        assertThat(bytes).isLessThan(64 * 1024);
    }

    @Test
    void suspendingAScopeAllocatesForGood() {
        Tensor state;
        try (var _ = Scope.open()) {
            try (var _ = Scope.suspend()) {
                state = Tensor.zeros(1000);
            }
        }
        assertThat(state.toFloatArray()).containsOnly(0f);
    }

    @Test
    void scopesCloseInReverseOrder() {
        var outer = Scope.open();
        var inner = Scope.open();
        assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
        inner.close();
        outer.close();
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
