package io.lanewise.nn.optim;

import java.util.Arrays;

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

    /** lr, multiplied by gamma at each of these steps: PyTorch's MultiStepLR. */
    static Schedule multiStep(double lr, double gamma, long... milestones) {
        var at = milestones.clone();
        return step -> {
            long passed =
                    Arrays.stream(at).filter(milestone -> milestone <= step).count();
            return lr * Math.pow(gamma, passed);
        };
    }

    /** lr·gamma^step: PyTorch's ExponentialLR. */
    static Schedule exponential(double lr, double gamma) {
        return step -> lr * Math.pow(gamma, step);
    }

    /** From lr·start to lr·end in equal steps, then lr·end: PyTorch's LinearLR. */
    static Schedule linear(double lr, double start, double end, long steps) {
        requirePositive("steps", steps);
        return step -> lr * (start + (end - start) * Math.min(step, steps) / steps);
    }

    /** lr·(1 − step/steps)^power, then 0: PyTorch's PolynomialLR. */
    static Schedule polynomial(double lr, double power, long steps) {
        requirePositive("steps", steps);
        return step -> lr * Math.pow(1 - Math.min(step, steps) / (double) steps, power);
    }

    /**
     * Half cosines from lr to {@code low}, again and again, of {@code steps} steps the first time and each time {@code
     * factor} times as many: PyTorch's CosineAnnealingWarmRestarts (Loshchilov and Hutter 2017, arXiv:1608.03983).
     */
    static Schedule cosineRestarts(double lr, long steps, int factor, double low) {
        requirePositive("steps", steps);
        requirePositive("factor", factor);
        return step -> {
            long length = steps;
            long at = step;
            if (factor == 1) {
                at = step % steps;
            }
            while (at >= length) {
                at -= length;
                length *= factor;
            }
            return low + (lr - low) * (1 + Math.cos(Math.PI * at / length)) / 2;
        };
    }

    /** {@link #oneCycle(double, long, double, double, double)} as PyTorch has it by default: 0.3, 25 and 10 000. */
    static Schedule oneCycle(double highest, long steps) {
        return oneCycle(highest, steps, 0.3, 25, 1e4);
    }

    /**
     * Half a cosine up to the highest rate, and one down: PyTorch's OneCycleLR (Smith and Topin 2018, arXiv:1708.07120).
     *
     * @param rise the share of the steps that go up
     * @param division the first rate is the highest divided by this
     * @param finalDivision the last rate is the first divided by this
     */
    static Schedule oneCycle(double highest, long steps, double rise, double division, double finalDivision) {
        requirePositive("steps", steps);
        double first = highest / division;
        double last = first / finalDivision;
        double top = rise * steps - 1;
        return step -> step <= top
                ? arc(first, highest, step / top)
                : arc(highest, last, Math.min(1, (step - top) / (steps - 1 - top)));
    }

    private static double arc(double from, double to, double part) {
        return to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
    }

    /** This schedule for so many steps, then another, which begins with its step 0: PyTorch's SequentialLR. */
    default Schedule then(long steps, Schedule next) {
        requirePositive("steps", steps);
        return step -> step < steps ? at(step) : next.at(step - steps);
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
