package io.lanewise.tensor;

/** Whether operations of this thread are recorded for differentiation. */
public final class GradMode {
    private static final ThreadLocal<Boolean> ENABLED = ThreadLocal.withInitial(() -> Boolean.TRUE);

    private GradMode() {}

    public static boolean isEnabled() {
        return ENABLED.get();
    }

    /**
     * Stops recording until the returned guard is closed, on this thread.
     *
     * <pre>{@code try (var _ = GradMode.noGrad()) { … } }</pre>
     */
    public static Guard noGrad() {
        return set(false);
    }

    /** Records again until the returned guard is closed, on this thread. */
    public static Guard enableGrad() {
        return set(true);
    }

    public static Guard set(boolean enabled) {
        var guard = new Guard(ENABLED.get());
        ENABLED.set(enabled);
        return guard;
    }

    /** Brings the earlier mode back. */
    public static final class Guard implements AutoCloseable {
        private final boolean earlier;

        private Guard(boolean earlier) {
            this.earlier = earlier;
        }

        @Override
        public void close() {
            ENABLED.set(earlier);
        }
    }
}
