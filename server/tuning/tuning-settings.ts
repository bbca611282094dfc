import type { Strategy } from '#prompts';
import type { MethodSettings } from '#tuner';

/** Where a run of the console takes its examples from: the data set, the analysts' reviews, or both. */
export const exampleSources = ['simulated', 'corrections', 'both'] as const;
export type ExampleSource = (typeof exampleSources)[number];

/** Ways of tuning that leave an adapter; only those can be promoted, so the console offers no other. */
export const adapterMethods = ['prefix', 'prompt', 'lora'] as const;
export type AdapterMethod = (typeof adapterMethods)[number];

/** Everything a run of the console is started with; it decides every byte of what comes of it. */
export interface TuningSettings {
  /** What people call it. */
  readonly name: string;
  readonly strategy: Strategy;
  /** Name of its folder, below `tuning/` in the data folder. */
  readonly folder: string;
  readonly source: ExampleSource;
  /** Simulated examples to learn from. */
  readonly examples: number;
  /** Share of them told in many more ways, from 0 to below 1. */
  readonly varied: number;
  /** Times each reviewed target is shown in a mixture. */
  readonly repeat: number;
  /** Examples held out. */
  readonly validation: number;
  readonly steps: number;
  readonly batch: number;
  readonly accumulate: number;
  /** Validations without a better one after which it ends; null for never. */
  readonly patience: number | null;
  /** Steps from one validation to the next. */
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly method: Exclude<MethodSettings, { readonly kind: 'full' }>;
  readonly learningRate: number;
}

/** Fewest reviewed targets to learn from: with fewer, two are held out and nothing can be said of the rest. */
export const fewestLabels = 10;

/** Times each reviewed target is shown in a mixture, unless told otherwise. */
export const repeatLimits = { low: 1, high: 1000, fallback: 8 } as const;
