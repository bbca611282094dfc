import type { MethodKind, MethodSettings } from '#tuner';
import type { NumberLimits } from './run-limits.ts';

/** The way of tuning as it is asked for; what is left out has the default of its method. */
export interface MethodChoice {
  readonly method: MethodKind;
  /** Virtual tokens of a prefix or a prompt. */
  readonly prefix?: number;
  /** What virtual tokens start from. */
  readonly init?: VirtualStart;
  /** Share of a prefix left out of each step, from 0 to below 1. */
  readonly dropout?: number;
  /** Width of a layer that a prefix is learned through; 0 for none. */
  readonly projection?: number;
  readonly rank?: number;
  readonly alpha?: number;
  /** Last parts of the names of linear modules. */
  readonly targets?: readonly string[];
  readonly learningRate?: number;
}

/** What virtual tokens may start from. */
export const virtualStarts = ['text', 'random', 'zero'] as const;
export type VirtualStart = (typeof virtualStarts)[number];

/** Which settings belong to which methods. */
export const settingsOfMethod = {
  prefix: ['prefix', 'init', 'dropout', 'projection'],
  prompt: ['prefix', 'init'],
  lora: ['rank', 'alpha', 'targets'],
  full: [],
} as const satisfies Readonly<Record<MethodKind, readonly (keyof MethodChoice)[]>>;

/** Peaks that work for a start: the paper's for virtual tokens, smaller ones the more of the model is learned. */
export const learningRates: Readonly<Record<MethodKind, number>> = {
  prefix: 0.02,
  prompt: 0.02,
  lora: 0.01,
  full: 0.0005,
};

/** Whole numbers of the methods. */
export const methodLimits = {
  prefix: { low: 1, high: 1024, fallback: 128 },
  projection: { low: 1, high: 65_536, fallback: null },
  rank: { low: 1, high: 1024, fallback: 8 },
} as const satisfies Readonly<Record<string, NumberLimits>>;

/** Scale of LoRA, times its rank. */
export const defaultAlpha = 8;

/** Projections of attention as the families name them, fused ones too. */
export const defaultTargets: readonly string[] = ['q_proj', 'v_proj', 'qkv_proj'];

/** Why a start of virtual tokens cannot be used; null when it can. */
export type StartFault = 'projectionNeedsRandom' | 'promptHasNoZero';

/** What virtual tokens start from where nobody says: text, or at random behind a projection. */
const startOf = ({ init, projection = 0 }: MethodChoice): VirtualStart => init ?? (projection > 0 ? 'random' : 'text');

/** Looks whether the start that is asked for goes with the method. */
export function startFault(choice: MethodChoice): StartFault | null {
  const start = startOf(choice);
  if (choice.method === 'prefix' && (choice.projection ?? 0) > 0 && start !== 'random') return 'projectionNeedsRandom';
  return choice.method === 'prompt' && start === 'zero' ? 'promptHasNoZero' : null;
}

/** The settings of a method as the tuner takes them, of a choice without {@link startFault}. */
export function methodSettings(choice: MethodChoice): MethodSettings {
  const { method: kind, prefix: tokens = methodLimits.prefix.fallback, projection = 0, dropout = 0 } = choice;
  const init = startOf(choice);
  switch (kind) {
    case 'prefix':
      return { kind, tokens, init, dropout, projection };
    case 'prompt':
      return { kind, tokens, init: init === 'random' ? 'random' : 'text' };
    case 'lora':
      return {
        kind,
        rank: choice.rank ?? methodLimits.rank.fallback,
        alpha: choice.alpha ?? defaultAlpha,
        targets: choice.targets ?? defaultTargets,
      };
    case 'full':
      return { kind };
  }
}

/** The peak of the learning rate that is asked for, or that of the method. */
export const learningRateOf = ({ learningRate, method }: MethodChoice): number => learningRate ?? learningRates[method];

/** Names one after another, commas between. */
export const moduleNames = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
