package io.lanewise.tensor;

/** Whether operations of this thread are recorded for differentiation. */
public final class GradMode {
    private enum State {
        RECORDING,
        PAUSED,
        SWEEPING
    }

    private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(() -> State.RECORDING);

    private GradMode() {}

    public static boolean isEnabled() {
        return STATE.get() == State.RECORDING;
    }

    /** Whether operations are not recorded because someone asks for answers, and not for a backward sweep. */
    public static boolean isInference() {
        return STATE.get() == State.PAUSED;
    }

    /**
     * Stops recording until the returned guard is closed, on this thread.
     *
     * <pre>{@code try (var _ = GradMode.noGrad()) { … } }</pre>
     */
    public static Guard noGrad() {
        return set(STATE.get() == State.SWEEPING ? State.SWEEPING : State.PAUSED);
    }

    /** Records again until the returned guard is closed, on this thread. */
    public static Guard enableGrad() {
        return set(State.RECORDING);
    }

    public static Guard set(boolean enabled) {
        return enabled ? enableGrad() : noGrad();
    }

    /** For a backward sweep, recorded or not, until the returned guard is closed, on this thread. */
    public static Guard sweep(boolean recorded) {
        return set(recorded ? State.RECORDING : State.SWEEPING);
    }

    private static Guard set(State state) {
        var guard = new Guard(STATE.get());
        STATE.set(state);
        return guard;
    }

    /** Brings the earlier mode back. */
    public static final class Guard implements AutoCloseable {
        private final State earlier;

        private Guard(State earlier) {
            this.earlier = earlier;
        }

        @Override
        public void close() {
            STATE.set(earlier);
        }
    }
}
