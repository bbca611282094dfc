import type { RelativeState } from '../observations/track.ts';
import { perturbScenarios } from '../scenarios/perturb-scenarios.ts';
import { learnablePerturbations } from '../scenarios/perturbations.ts';
import { type LabeledRecord, recordOf } from './labeled-record.ts';
import { scenarioSet } from './scenario-set.ts';

/** The splits of the data set. Each has scenarios, sentences and wordings that no other has. */
export const splits = ['training', 'validation', 'test'] as const;

export type Split = (typeof splits)[number];

/** Records of each split in the published data set, seed 1: together the 50,688 nominal records of the paper. */
export const publishedCounts: Readonly<Record<Split, number>> = { training: 33_792, validation: 8448, test: 8448 };

/** Which records to make. */
export interface RecordSet {
  readonly split: Split;
  /** Seed of the whole set. */
  readonly seed: number;
  readonly count: number;
}

/** Nominal records of a split, one after another; the n-th is the same whatever the count. */
export function* nominalRecords(set: RecordSet): Generator<LabeledRecord> {
  let index = 0;
  for (const scenario of scenarios(set)) yield recordOf(idOf(set.split, index++), scenario, null);
}

/** The states behind the records of a split: what a method that reads motion alone is given. */
export function* observedStates(set: RecordSet, isPerturbed: boolean): Generator<readonly RelativeState[]> {
  const flown = isPerturbed ? perturbScenarios(scenarios(set)) : scenarios(set);
  for (const { track } of flown) yield track.states;
}

/**
 * The records of a split, each with one thing worse: the n-th is the n-th nominal one, perturbed. Perturbations take
 * turns.
 */
export function* perturbedRecords(set: RecordSet): Generator<LabeledRecord> {
  let index = 0;
  for (const scenario of perturbScenarios(scenarios(set))) {
    yield recordOf(idOf(set.split, index++), scenario, scenario.perturbation);
  }
}

/**
 * Records to become robust on: the n-th is the n-th nominal one, told in many more sentences and with one thing worse.
 * What tests alone may say is not among them, neither other wordings nor other units.
 */
export function* variedRecords(set: RecordSet): Generator<LabeledRecord> {
  const language = set.split === 'training' ? 'varied' : undefined;
  const flown = scenarioSet({ use: set.split, setSeed: set.seed, count: set.count, language });
  let index = 0;
  for (const scenario of perturbScenarios(flown, learnablePerturbations)) {
    yield recordOf(idOf(set.split, index++), scenario, scenario.perturbation);
  }
}

const scenarios = ({ split, seed, count }: RecordSet) => scenarioSet({ use: split, setSeed: seed, count });

const idOf = (split: Split, index: number): string => `${split}-${String(index + 1).padStart(5, '0')}`;
