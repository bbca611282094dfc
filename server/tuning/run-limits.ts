import { maxScenarios, maxSetSeed } from '#domain';

/** Bounds of a number that a tuning run is started with, both included, and its default. */
export interface NumberLimits {
  readonly low: number;
  readonly high: number;
  /** Null where the number may be left out. */
  readonly fallback: number | null;
}

/** Whole numbers that every tuning run has, on the command line and in the console. */
export const runLimits = {
  /** Examples of the data set to learn from. */
  examples: { low: 1, high: maxScenarios, fallback: 4096 },
  /** Examples held out. */
  validation: { low: 1, high: maxScenarios, fallback: 200 },
  /** Optimizer steps. */
  steps: { low: 1, high: 1_000_000, fallback: 4000 },
  /** Examples run together. */
  batch: { low: 1, high: 1024, fallback: 16 },
  /** Batches joined to one step, as if they were one. */
  accumulate: { low: 1, high: 1024, fallback: 1 },
  /** Steps from one validation to the next. */
  evaluateEvery: { low: 1, high: 1_000_000, fallback: 100 },
  /** Validations without a better one after which a run ends. */
  patience: { low: 1, high: 1_000_000, fallback: null },
  /** Seed of examples, order and start. */
  seed: { low: 0, high: maxSetSeed, fallback: 7 },
} as const satisfies Readonly<Record<string, NumberLimits>>;

/** Share of simulated examples that are told in many more ways, with one thing worse, from 0 to below 1. */
export const defaultVariedShare = 0.5;
