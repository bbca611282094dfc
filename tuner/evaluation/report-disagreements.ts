import { levels, type PerturbationName } from '#domain';
import { isExact } from './accuracy.ts';
import type { Contest } from './contest.ts';
import type { ReportedSet } from './contestant.ts';
import type { Outcome } from './outcome.ts';

/** Records that a tuned contestant got wrong, for reading. */
export interface Disagreements {
  readonly contestant: string;
  readonly set: ReportedSet;
  /** How many are wrong in all. */
  readonly wrong: number;
  readonly n: number;
  /** The first of them, 50 at most. */
  readonly records: readonly Disagreement[];
}

export interface Disagreement {
  readonly id: string;
  readonly perturbation: PerturbationName | null;
  /** Labels of motion, operation and task. */
  readonly truth: readonly string[];
  /** The same, null where none could be read. */
  readonly answer: readonly (string | null)[];
}

/** So many records are enough to read, and keep the report small. */
const longestList = 50;

/** Wrong answers of tuned contestants, set by set; an entry without records where there are none. */
export function disagreements({ evaluated }: Contest): readonly Disagreements[] {
  return evaluated.flatMap(({ contestant, set, outcomes }) => {
    if (contestant.kind !== 'tuned' || set === 'validation') return [];
    const wrong = outcomes.filter((outcome) => !isExact(outcome));
    const records = wrong.slice(0, longestList).map(told);
    return [{ contestant: contestant.key, set, wrong: wrong.length, n: outcomes.length, records }];
  });
}

const told = ({ id, perturbation, truth, answer }: Outcome): Disagreement => ({
  id,
  perturbation,
  truth: levels.map((level) => truth[level]),
  answer: levels.map((level) => answer[level]),
});
