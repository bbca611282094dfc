import type { Strategy } from '#prompts';
import type { Outcome } from './outcome.ts';

/** The sets a report tells of, in its order. */
export const reportedSets = ['true facts', 'nominal', 'perturbed', 'deleted fact', 'own labels'] as const;

export type ReportedSet = (typeof reportedSets)[number];

/**
 * Records a contestant is asked about: `true facts` has the words of the motion as flown, `nominal` as read from noisy
 * states, `perturbed` one thing worse, `deleted fact` one deciding fact less; `own labels` are records of the user's own that analysts have labeled; `validation` only fits temperatures.
 */
export type SetName = 'validation' | ReportedSet;

/** One that answers: the bare model, the model with an adapter, or something without a language model. */
export interface Contestant {
  /** Unique: `tuned/cot`, `base/basic`, `tuned/instruction/lora`, `baseline/rules`. */
  readonly key: string;
  readonly kind: 'base' | 'tuned' | 'baseline';
  /** How it is asked; null without a prompt. */
  readonly strategy: Strategy | null;
  readonly method: 'prefix' | 'prompt' | 'lora' | 'full' | null;
  readonly adapter: { readonly name: string; readonly sha256: string } | null;
  /** Length of the part of the prompt that is the same for all records, tokens. */
  readonly instructionTokens: number;
}

/** What a contestant made of a set. Records of several sets with the same id are of the same flight. */
export interface EvaluatedSet {
  readonly contestant: Contestant;
  readonly set: SetName;
  readonly outcomes: readonly Outcome[];
}
