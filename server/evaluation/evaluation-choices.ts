import { maxScenarios, maxSetSeed } from '#domain';
import { type Strategy, strategies } from '#prompts';
import type { Contestant, SetName } from '#tuner';
import { type BuiltInSet, builtInSets, setSizes } from './record-sets.ts';

/** What may be put to the test: the bare model, the model with its adapters, and what needs no model. */
export const contestantKinds = ['base', 'tuned', 'baseline'] as const;

/** What needs no model: the likeliest labels, the rules alone, and a recurrent network that reads the motion. */
export const baselineNames = ['majority', 'rules', 'recurrent'] as const;

export type BaselineName = (typeof baselineNames)[number];

/** The choices of an evaluation on the built-in sets. */
export interface SetChoices {
  readonly sets: readonly BuiltInSet[];
  /** Records in each set. */
  readonly n: number;
  /** Records in each set for the bare model, whose answers run on. */
  readonly baseN: number;
  /** Seed of the data set. */
  readonly seed: number;
  readonly models: readonly Contestant['kind'][];
  readonly strategies: readonly Strategy[];
  readonly baselines: readonly BaselineName[];
}

/** Whole numbers that a choice may be. */
export const choiceLimits = {
  n: { least: 1, most: maxScenarios },
  baseN: { least: 1, most: maxScenarios },
  seed: { least: 0, most: maxSetSeed },
} as const;

/** What is chosen where nothing is said. */
export const choiceDefaults: SetChoices = {
  sets: builtInSets,
  n: 500,
  baseN: 500,
  seed: 1,
  models: contestantKinds,
  strategies,
  baselines: baselineNames,
};

/** One that is to answer, before it is opened. */
export type PlannedContestant =
  | { readonly key: string; readonly kind: 'base' | 'tuned'; readonly strategy: Strategy; readonly atMost?: number }
  | { readonly key: string; readonly kind: 'baseline'; readonly name: BaselineName };

/** Who is to answer, in the order in which they are asked; the model with one adapter for each strategy. */
export function plannedContestants(
  choices: Pick<SetChoices, 'models' | 'strategies' | 'baselines'> & { readonly baseN?: number },
): readonly PlannedContestant[] {
  const { models, baseN, baselines } = choices;
  return models.flatMap((kind): readonly PlannedContestant[] => {
    if (kind === 'baseline') return baselines.map((name) => ({ key: `baseline/${name}`, kind, name }));
    const atMost = kind === 'base' && baseN !== undefined ? { atMost: baseN } : {};
    return choices.strategies.map((strategy) => ({ key: `${kind}/${strategy}`, kind, strategy, ...atMost }));
  });
}

/** A set that a contestant is to be asked about; of `deleted fact` the records among which those with such a fact are. */
export interface PlannedSet {
  readonly contestant: PlannedContestant;
  readonly set: SetName;
  readonly count: number;
}

/** A fact is deleted to try a tuned model's reasoning; what was never tuned or has no reasons need not be tried. */
export const isTriedOn = ({ kind }: { readonly kind: Contestant['kind'] }, set: SetName): boolean =>
  set !== 'deleted fact' || kind === 'tuned';

/** Every set for every contestant of an evaluation on the built-in sets. */
export const plannedSets = (choices: SetChoices): readonly PlannedSet[] =>
  plannedContestants(choices).flatMap((contestant) =>
    setSizes(choices.n, choices.sets)
      .filter(({ name }) => isTriedOn(contestant, name))
      .map(({ name, count }) => ({ contestant, set: name, count: Math.min(count, atMostOf(contestant)) })),
  );

/** Records of each set that are put to a contestant. */
export const atMostOf = (contestant: PlannedContestant): number =>
  'atMost' in contestant ? (contestant.atMost ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
