package io.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.kernels.Recycler;
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

    @Test
    void arraysGoRoundFromScopeToScope() {
        var x = Tensor.ones(100_000);
        step(x);
        long before = Recycler.freshBytes();
        for (int i = 0; i < 10; i++) {
            step(x);
        }
        assertThat(Recycler.freshBytes()).isEqualTo(before);
    }

    private static void step(Tensor x) {
        try (var _ = Scope.open()) {
            x.add(1.0).mul(2.0).sub(1.0);
        }
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
}
