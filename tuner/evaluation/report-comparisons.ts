import { type PerturbationName, perturbationNames } from '#domain';
import type { Strategy } from '#prompts';
import { isExact } from './accuracy.ts';
import { asInPaper, baseOf, type Contest, twinsOf } from './contest.ts';
import { type Contestant, type ReportedSet, reportedSets } from './contestant.ts';
import { mcnemar } from './mcnemar.ts';
import type { Outcome } from './outcome.ts';
import { meanOf, type Points, pointsOf, round2, sixDigits } from './rounding.ts';

/** Two contestants on the same records: exact match of `a` minus that of `b`. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly set: ReportedSet;
  /** Null over the whole set. */
  readonly perturbation: PerturbationName | null;
  readonly n: number;
  /** Records that only the one got right. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** McNemar's exact test, two-sided, not corrected for the number of comparisons. */
  readonly pValue: number;
  readonly difference: Points;
}

/** What longer answers buy. */
export interface Gain {
  readonly set: ReportedSet;
  readonly from: string;
  readonly to: string;
  /** Exact match gained, percentage points. */
  readonly points: number;
  /** How many more tokens the answers and the constant part of the prompt have. */
  readonly extraAnswerTokens: number;
  readonly extraInstructionTokens: number;
  /** Null when the answers are not a token longer. */
  readonly pointsPer100Tokens: number | null;
}

/** Every two tuned contestants, each and its base, and tuned chain of thought and the rules, also by perturbation. */
export function comparisons(contest: Contest): readonly Comparison[] {
  const tuned = contest.contestants.filter(({ kind }) => kind === 'tuned');
  const strategyPairs = tuned.flatMap((b, i) => tuned.slice(i + 1).map((a) => [a, b] as const));
  const basePairs = tuned.flatMap((a) => {
    const base = baseOf(contest, a);
    return base === undefined ? [] : [[a, base] as const];
  });
  const modelSets = reportedSets.filter((set) => set !== 'deleted fact');
  return [
    ...[...strategyPairs, ...basePairs].flatMap(([a, b]) => modelSets.flatMap((set) => compared(contest, a, b, set))),
    ...rulesMargins(contest),
  ];
}

/** What the rules lose to tuned chain of thought on each set and under each perturbation. */
function rulesMargins(contest: Contest): readonly Comparison[] {
  const rules = contest.contestants.find(({ key }) => key === 'baseline/rules');
  if (rules === undefined) return [];
  const tuned = contest.contestants.filter(({ kind, strategy }) => kind === 'tuned' && strategy === 'cot');
  return tuned.flatMap((a) => [
    ...reportedSets.flatMap((set) => compared(contest, a, rules, set)),
    ...perturbationNames.flatMap((perturbation) => compared(contest, a, rules, 'perturbed', perturbation)),
  ]);
}

/** Nothing when the two have no records in common. */
function compared(
  contest: Contest,
  a: Contestant,
  b: Contestant,
  set: ReportedSet,
  perturbation: PerturbationName | null = null,
): readonly Comparison[] {
  const pairs = twinsOf(contest.outcomesOf(a, set), contest.outcomesOf(b, set)).filter(
    ([outcome]) => perturbation === null || outcome.perturbation === perturbation,
  );
  if (pairs.length === 0) return [];
  const paired = mcnemar(
    pairs.map(([ofA]) => isExact(ofA)),
    pairs.map(([, ofB]) => isExact(ofB)),
  );
  const { n, onlyA, onlyB, pValue } = paired;
  return [
    { a: a.key, b: b.key, set, perturbation, n, onlyA, onlyB, pValue: sixDigits(pValue), difference: pointsOf(paired) },
  ];
}

/** The steps of more elaborate prompts. */
const steps: readonly (readonly [from: Strategy, to: Strategy])[] = [
  ['basic', 'instruction'],
  ['instruction', 'cot'],
  ['basic', 'cot'],
];

/** What each step of the tuned strategies gains, and tuning over the bare model, on every set both answered. */
export function gains(contest: Contest): readonly Gain[] {
  const strategySteps = steps.map(([from, to]) => [asInPaper(contest, from), asInPaper(contest, to)] as const);
  const overBase = contest.contestants
    .filter(({ kind }) => kind === 'tuned')
    .map((tuned) => [baseOf(contest, tuned), tuned] as const);
  return reportedSets.flatMap((set) =>
    [...strategySteps, ...overBase].flatMap(([from, to]) => {
      if (from === undefined || to === undefined) return [];
      const pairs = twinsOf(contest.outcomesOf(from, set), contest.outcomesOf(to, set));
      return pairs.length === 0 ? [] : [gainOf(set, from, to, pairs)];
    }),
  );
}

function gainOf(
  set: ReportedSet,
  from: Contestant,
  to: Contestant,
  pairs: readonly (readonly [Outcome, Outcome])[],
): Gain {
  const points = 100 * meanOf(pairs.map(([before, after]) => Number(isExact(after)) - Number(isExact(before))));
  const tokens = meanOf(pairs.map(([before, after]) => after.answerTokens - before.answerTokens));
  return {
    set,
    from: from.key,
    to: to.key,
    points: round2(points),
    extraAnswerTokens: round2(tokens),
    extraInstructionTokens: to.instructionTokens - from.instructionTokens,
    pointsPer100Tokens: tokens < 1 ? null : round2((100 * points) / tokens),
  };
}
