import type { ElementName, Intention, Level, PerturbationName } from '#domain';
import type { Answer } from './accuracy.ts';

/** How sure a contestant is of its answer: the probability of each level, and of the answer as a whole, 0 to 1. */
export type Confidence = Readonly<Record<Level | 'all', number>>;

/** What can be said of a reasoning beside its record. */
export interface Faithfulness {
  /** Facts that the reasoning states, and those among them that the record supports. */
  readonly statedFacts: number;
  readonly supportedFacts: number;
  /** Whether every step and label is what the rulebook makes of the stated facts. */
  readonly follows: boolean;
}

/** What a contestant made of one record, beside what is true. */
export interface Outcome {
  readonly id: string;
  readonly perturbation: PerturbationName | null;
  /** The element that the perturbation is about, where it is a single one. */
  readonly perturbedElement: ElementName | null;
  readonly truth: Intention;
  readonly answer: Answer;
  /** Null for a contestant that gives none. */
  readonly confidence: Confidence | null;
  /** Length of the answer, and of instruction and record, tokens; 0 for a contestant without a model. */
  readonly answerTokens: number;
  readonly promptTokens: number;
  /** Wall clock of its batch divided by the records in it, s. */
  readonly seconds: number;
  /** Null for an answer without reasoning. */
  readonly faithfulness: Faithfulness | null;
}
