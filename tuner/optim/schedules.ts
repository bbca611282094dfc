/** Learning rate of step `step`, counted from 0, as a share of the peak. */
export type Schedule = (step: number, steps: number) => number;

/** From the peak straight down to zero: the schedule of the P-tuning recipe. */
export const linearDecay: Schedule = (step, steps) => Math.max(0, 1 - step / steps);

/** Up from zero over `warmupSteps`, then down to a tenth of the peak along half a cosine. */
export const cosineWithWarmup =
  (warmupSteps: number): Schedule =>
  (step, steps) => {
    if (step < warmupSteps) return (step + 1) / warmupSteps;
    const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
    return 0.1 + 0.45 * (1 + Math.cos(Math.PI * progress));
  };
