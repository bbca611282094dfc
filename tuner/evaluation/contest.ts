import { type Level, levels } from '#domain';
import type { Strategy } from '#prompts';
import type { Contestant, EvaluatedSet, SetName } from './contestant.ts';
import type { Outcome } from './outcome.ts';

/** Sets that were evaluated, to be looked up by contestant and name. */
export interface Contest {
  readonly contestants: readonly Contestant[];
  /** Sets in the order they were given. */
  readonly evaluated: readonly EvaluatedSet[];
  /** Empty when the contestant was not asked about the set. */
  outcomesOf(contestant: Contestant, set: SetName): readonly Outcome[];
}

/** @throws RangeError when a contestant has a set twice, or a set has an id twice */
export function contestOf(sets: readonly EvaluatedSet[]): Contest {
  const evaluated = sets.filter(({ outcomes }) => outcomes.length > 0);
  const byKey = new Map<string, readonly Outcome[]>();
  for (const { contestant, set, outcomes } of evaluated) {
    const place = `${contestant.key} on ${set}`;
    if (byKey.has(place)) throw new RangeError(`expected each set once, got ${place} twice`);
    if (new Set(outcomes.map(({ id }) => id)).size < outcomes.length)
      throw new RangeError(`expected each record once, got an id twice in ${place}`);
    byKey.set(place, outcomes);
  }
  return {
    contestants: [...new Map(evaluated.map(({ contestant }) => [contestant.key, contestant])).values()],
    evaluated,
    outcomesOf: ({ key }, set) => byKey.get(`${key} on ${set}`) ?? [],
  };
}

/** The tuned contestant of a strategy in the paper's setting: among several the one with a prefix. */
export function asInPaper({ contestants }: Contest, strategy: Strategy): Contestant | undefined {
  const tuned = contestants.filter((contestant) => contestant.kind === 'tuned' && contestant.strategy === strategy);
  return tuned.find(({ method }) => method === 'prefix') ?? tuned[0];
}

/** The bare model asked the way a tuned contestant is. */
export const baseOf = ({ contestants }: Contest, { strategy }: Contestant): Contestant | undefined =>
  contestants.find((contestant) => contestant.kind === 'base' && contestant.strategy === strategy);

/** Outcomes of the records both have, in the order of the first. */
export function twinsOf(a: readonly Outcome[], b: readonly Outcome[]): readonly (readonly [Outcome, Outcome])[] {
  const byId = new Map(b.map((outcome) => [outcome.id, outcome]));
  return a.flatMap((outcome) => {
    const twin = byId.get(outcome.id);
    return twin === undefined ? [] : [[outcome, twin] as const];
  });
}

/**
 * Levels a contestant speaks of. A model is asked for all three and fails where it is silent; a baseline may know only
 * the motion, and is not scored on what it never answers.
 */
export const levelsAnswered = ({ kind }: Contestant, outcomes: readonly Outcome[]): readonly Level[] =>
  levels.filter((level) => kind !== 'baseline' || outcomes.some(({ answer }) => answer[level] !== null));

/** Whether exact match means something for the contestant. */
export const answersEveryLevel = (contestant: Contestant, outcomes: readonly Outcome[]): boolean =>
  levelsAnswered(contestant, outcomes).length === levels.length;
