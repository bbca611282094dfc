import { levels } from '#domain';
import { isExact } from './accuracy.ts';
import { answersEveryLevel, type Contest, twinsOf } from './contest.ts';
import { type ReportedSet, reportedSets } from './contestant.ts';
import type { Outcome } from './outcome.ts';
import { roundShare } from './rounding.ts';
import { type Share, wilsonInterval } from './wilson-interval.ts';

/** Whether reasoning keeps to the record and to the rulebook. */
export interface Reasoned {
  readonly contestant: string;
  readonly set: ReportedSet;
  readonly n: number;
  /** Records whose answer states facts at all. */
  readonly withReasoning: number;
  /** Of the stated facts, those that the record supports. */
  readonly supportedFacts: Share;
  /** Records whose answer states facts, all of them supported. */
  readonly allSupported: Share;
  /** Records whose every step and label is what the rulebook makes of the stated facts. */
  readonly follows: Share;
}

/** Whether an answer hangs on the fact that decides it: what happens when that is deleted. */
export interface WithoutFact {
  readonly contestant: string;
  /** Records answered with what is true without the fact. */
  readonly newTruth: Share;
  /** Records answered differently than with the fact; null when the contestant was not asked with it. */
  readonly changed: Share | null;
}

export interface FaithfulnessPart {
  readonly reasoning: readonly Reasoned[];
  readonly deletedFact: readonly WithoutFact[];
}

/** Reasoning of every contestant that reasons, and deleted facts of every one that was asked without them. */
export function faithfulnessPart(contest: Contest): FaithfulnessPart {
  const reasoning = contest.contestants.flatMap((contestant) =>
    reportedSets.flatMap((set) => {
      const outcomes = contest.outcomesOf(contestant, set);
      return outcomes.some(({ faithfulness }) => faithfulness !== null)
        ? [reasoned(contestant.key, set, outcomes)]
        : [];
    }),
  );
  const deletedFact = contest.contestants.flatMap((contestant) => {
    const without = contest.outcomesOf(contestant, 'deleted fact');
    if (without.length === 0 || !answersEveryLevel(contestant, without)) return [];
    return [withoutFact(contestant.key, without, contest.outcomesOf(contestant, 'nominal'))];
  });
  return { reasoning, deletedFact };
}

/** An answer without reasoning, among answers with it, is counted as not faithful. */
function reasoned(contestant: string, set: ReportedSet, outcomes: readonly Outcome[]): Reasoned {
  const n = outcomes.length;
  const found = outcomes.flatMap(({ faithfulness }) => (faithfulness === null ? [] : [faithfulness]));
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const whole = found.filter(({ statedFacts, supportedFacts }) => statedFacts > 0 && supportedFacts === statedFacts);
  const share = (correct: number, of: number) => roundShare(wilsonInterval(correct, of));
  return {
    contestant,
    set,
    n,
    withReasoning: found.length,
    supportedFacts: share(
      sum(found.map(({ supportedFacts }) => supportedFacts)),
      sum(found.map(({ statedFacts }) => statedFacts)),
    ),
    allSupported: share(whole.length, n),
    follows: share(found.filter(({ follows }) => follows).length, n),
  };
}

function withoutFact(contestant: string, without: readonly Outcome[], nominal: readonly Outcome[]): WithoutFact {
  const pairs = twinsOf(nominal, without);
  const changed = pairs.filter(([before, after]) =>
    levels.some((level) => before.answer[level] !== after.answer[level]),
  );
  return {
    contestant,
    newTruth: roundShare(wilsonInterval(without.filter(isExact).length, without.length)),
    changed: pairs.length === 0 ? null : roundShare(wilsonInterval(changed.length, pairs.length)),
  };
}
