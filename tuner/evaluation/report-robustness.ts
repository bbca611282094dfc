import { type ElementName, elementNames, type PerturbationName, perturbationNames } from '#domain';
import { isExact } from './accuracy.ts';
import { answersEveryLevel, type Contest, twinsOf } from './contest.ts';
import type { Contestant } from './contestant.ts';
import { mcnemar } from './mcnemar.ts';
import type { Outcome } from './outcome.ts';
import { robustnessOf } from './robustness.ts';
import { type Points, pointsOf, round2, roundShare } from './rounding.ts';
import { type Share, wilsonInterval } from './wilson-interval.ts';

/** What perturbed records cost: of one perturbation, about one element, or both. */
export interface Loss {
  /** Null over all perturbations. */
  readonly perturbation: PerturbationName | null;
  /** The one element the perturbation is about; null over all. */
  readonly element: ElementName | null;
  readonly exactMatch: Share;
  /** How many of the same records were right unperturbed. */
  readonly nominalCorrect: number;
  /** Exact match lost against the same records unperturbed, with Newcombe's 95 % interval for paired shares. */
  readonly loss: Points;
}

/** How a contestant stands perturbations. */
export interface ContestantRobustness {
  readonly contestant: string;
  /** Population standard deviation of the exact matches of the perturbations, percentage points. */
  readonly spreadPoints: number;
  readonly largestLoss: { readonly perturbation: PerturbationName; readonly points: number };
  /** By perturbation, by element over all perturbations, and by both. */
  readonly losses: readonly Loss[];
}

type Pair = readonly [nominal: Outcome, perturbed: Outcome];

/** Contestants that answered nominal and perturbed records of the same ids, on all levels. */
export function robustnessPart(contest: Contest): readonly ContestantRobustness[] {
  return contest.contestants.flatMap((contestant) => {
    const nominal = contest.outcomesOf(contestant, 'nominal');
    const pairs = twinsOf(nominal, contest.outcomesOf(contestant, 'perturbed'));
    const isScored = answersEveryLevel(contestant, nominal);
    return isScored && pairs.some(([, { perturbation }]) => perturbation !== null)
      ? [robustnessOfPairs(contestant, pairs)]
      : [];
  });
}

function robustnessOfPairs({ key }: Contestant, pairs: readonly Pair[]): ContestantRobustness {
  const under = (name: PerturbationName) => pairs.filter(([, { perturbation }]) => perturbation === name);
  const about = (name: ElementName, of: readonly Pair[]) =>
    of.filter(([, { perturbedElement }]) => perturbedElement === name);
  const met = perturbationNames.filter((perturbation) => under(perturbation).length > 0);
  const { spreadPoints, largestLoss } = robustnessOf({
    nominalAccuracy: shareOf(pairs.map(([nominal]) => nominal)).accuracy,
    accuracyByColumn: Object.fromEntries(
      met.map((name) => [name, shareOf(under(name).map(([, twin]) => twin)).accuracy]),
    ),
    pairedByColumn: Object.fromEntries(met.map((name) => [name, rightOf(under(name))])),
  });
  return {
    contestant: key,
    spreadPoints: round2(spreadPoints),
    largestLoss: {
      perturbation: met.find((name) => name === largestLoss.column)!,
      points: round2(largestLoss.lossPoints),
    },
    losses: [
      ...met.map((name) => lossOf(name, null, under(name))),
      ...elementNames.map((element) => lossOf(null, element, about(element, pairs))),
      ...met.flatMap((name) => elementNames.map((element) => lossOf(name, element, about(element, under(name))))),
    ].filter(({ exactMatch }) => exactMatch.n > 0),
  };
}

function lossOf(perturbation: PerturbationName | null, element: ElementName | null, pairs: readonly Pair[]): Loss {
  const { nominal, perturbed } = rightOf(pairs);
  return {
    perturbation,
    element,
    exactMatch: roundShare(shareOf(pairs.map(([, twin]) => twin))),
    nominalCorrect: nominal.filter(Boolean).length,
    loss: pointsOf(mcnemar(nominal, perturbed)),
  };
}

const rightOf = (pairs: readonly Pair[]) => ({
  nominal: pairs.map(([nominal]) => isExact(nominal)),
  perturbed: pairs.map(([, perturbed]) => isExact(perturbed)),
});

const shareOf = (outcomes: readonly Outcome[]): Share =>
  wilsonInterval(outcomes.filter(isExact).length, outcomes.length);
