package io.lanewise.nn.optim;

/**
 * A learning rate as a function of the step (or the epoch), so that a schedule has no state and training that is
 * resumed needs none: {@code optimizer.lr(schedule.at(epoch))}.
 */
@FunctionalInterface
public interface Schedule {
    /** The learning rate at a step, counted from 0. */
    double at(long step);

    static Schedule constant(double lr) {
        return _ -> lr;
    }

    /** lr, multiplied by gamma after every {@code every} steps: PyTorch's StepLR. */
    static Schedule step(double lr, long every, double gamma) {
        requirePositive("every", every);
        return step -> {
            long times = step / every;
            return lr * Math.pow(gamma, times);
        };
    }

    /** Half a cosine from lr to {@code low} within {@code steps}, then {@code low}: PyTorch's CosineAnnealingLR. */
    static Schedule cosine(double lr, long steps, double low) {
        requirePositive("steps", steps);
        return step -> low + (lr - low) * (1 + Math.cos(Math.PI * Math.min(step, steps) / steps)) / 2;
    }

    /** This schedule after {@code steps} steps in which the rate grows linearly up to its first. */
    default Schedule warmup(long steps) {
        requirePositive("steps", steps);
        return step -> step < steps ? at(0) * (step + 1) / steps : at(step - steps);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("schedule: " + name + " is " + value + "; expected at least 1");
        }
    }
}
