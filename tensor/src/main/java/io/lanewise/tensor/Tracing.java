package io.lanewise.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the operations of a thread to an observer while they run: how a function of tensors becomes a graph. Where
 * nobody observes, an operation pays for one look at a counter.
 */
public final class Tracing {
    /** How many functions are being observed, on all threads. */
    private static final AtomicInteger ACTIVE = new AtomicInteger();

    private static final ScopedValue<Observer> OBSERVER = ScopedValue.newInstance();

    private Tracing() {}

    /** Sees what a thread does with tensors. What it throws, the caller of the operation gets. */
    public interface Observer {
        /** A tensor was made that no operation computed; its elements may be written after this call. */
        void made(Tensor tensor);

        /**
         * An operation is asked for: on f16 and bf16 these are casts and the operation on f32. Returns its result, which
         * the computation gives; where nobody will look at its elements, any tensor of its shape and type will do.
         */
        Tensor running(Op op, List<Tensor> inputs, Supplier<Tensor> computation);

        /** An operation is to replace the elements of a tensor, which may be one of the inputs; the change does it. */
        void changing(Op op, List<Tensor> inputs, Tensor target, Runnable change);

        /** The elements of a tensor are about to be copied into Java variables. */
        void reading(String operation, Tensor tensor);

        /** Something is about to happen that is not an operation on tensors, such as a draw of a random number. */
        void acting(String what);
    }

    /** Runs a function, whose operations on this thread the observer sees. */
    public static <T extends @Nullable Object> T observed(Observer observer, Supplier<T> function) {
        ACTIVE.incrementAndGet();
        try {
            return ScopedValue.where(OBSERVER, observer).call(function::get);
        } finally {
            ACTIVE.decrementAndGet();
        }
    }

    /** Runs a function, whose operations nobody sees. */
    public static <T extends @Nullable Object> T unobserved(Supplier<T> function) {
        return observer() == null
                ? function.get()
                : ScopedValue.where(OBSERVER, NOBODY).call(function::get);
    }

    /** Whether this thread's operations are seen by an observer now. */
    public static boolean isObserved() {
        return observer() != null;
    }

    /** Who observes this thread, or null. */
    static @Nullable Observer observer() {
        if (ACTIVE.get() == 0 || !OBSERVER.isBound()) {
            return null;
        }
        var observer = OBSERVER.get();
        return observer == NOBODY ? null : observer;
    }

    static void made(Tensor tensor) {
        var observer = observer();
        if (observer != null) {
            observer.made(tensor);
        }
    }

    static void reading(String operation, Tensor tensor) {
        var observer = observer();
        if (observer != null) {
            observer.reading(operation, tensor);
        }
    }

    /** Tells an observer of something that no operation stands for: {@code drawing random numbers}. */
    public static void acting(String what) {
        var observer = observer();
        if (observer != null) {
            observer.acting(what);
        }
    }

    /** Whether a storage was made after another point in time, given by {@link #now}. */
    public static boolean madeSince(long moment, Storage storage) {
        return storage.serial() >= moment;
    }

    /** The present moment, for {@link #madeSince}. */
    public static long now() {
        return Storage.nextSerial();
    }

    private static final Observer NOBODY = new Observer() {
        @Override
        public void made(Tensor tensor) {}

        @Override
        public Tensor running(Op op, List<Tensor> inputs, Supplier<Tensor> computation) {
            return computation.get();
        }

        @Override
        public void changing(Op op, List<Tensor> inputs, Tensor target, Runnable change) {
            change.run();
        }

        @Override
        public void reading(String operation, Tensor tensor) {}

        @Override
        public void acting(String what) {}
    };
}
