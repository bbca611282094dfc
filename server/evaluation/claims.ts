import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { differenceOf, hasExactMatch, rowOf, type SetName, setOrder, tunedWith } from './find-in-report.ts';
import {
  countWords,
  exactly,
  intervalWords,
  percentWords,
  pointsWords,
  type Share,
  shareWords,
} from './number-words.ts';

/** What was set out to be reached, beside what was measured. */
export interface Claim {
  readonly says: string;
  /** Set or records it is about. */
  readonly on: string;
  readonly target: string;
  /** With its 95 % interval; a dash when it was not measured. */
  readonly measured: string;
  /** Records, or facts, it was measured on. */
  readonly n: string;
  /** By the estimate itself. */
  readonly verdict: 'met' | 'not met' | 'not measured';
  /** Whether the whole 95 % interval is on the right side too; null when not measured. */
  readonly isSure: boolean | null;
}

/** The targets, as set before anything was measured. Shares from 0 to 1, losses in percentage points. */
const targets = {
  baseBelow: 0.5,
  cot: { 'true facts': 0.999, nominal: 0.99 },
  instructionPrefix: 0.99,
  instructionLora: 0.999,
  lossPoints: { 'smuggled instruction': 0.5, 'other wording': 5, others: 3 },
  ece: { nominal: 0.02, perturbed: 0.05 },
  selectiveAt95: 0.999,
  faithfulness: 0.99,
  /** Records of which a language model has something to offer over the rules. */
  rulesBeatenUnder: ['other wording', 'typos', 'distractors'],
} as const;

/** Every target beside its measurement, in the order of the results page; what is met is computed here. */
export function claimsOf(report: EvaluationReport): readonly Claim[] {
  const cot = tunedWith(report, 'cot')?.key;
  return [
    ...setOrder.slice(0, 3).map((set) => baseClaim(report, set)),
    shareClaim(
      'tuned chain of thought, exact match',
      'true facts',
      targets.cot['true facts'],
      exactOf(report, cot, 'true facts'),
    ),
    shareClaim('tuned chain of thought, exact match', 'nominal', targets.cot.nominal, exactOf(report, cot, 'nominal')),
    ...instructionClaims(report),
    ...lossClaims(report, cot),
    ...calibrationClaims(report, cot),
    ...faithfulnessClaims(report, cot),
    ...rulesClaims(report, cot),
  ];
}

function exactOf(report: EvaluationReport, key: string | undefined, set: SetName): Share | undefined {
  const row = rowOf(report, key, set);
  return row && hasExactMatch(row) ? row.exactMatch : undefined;
}

/** The best of the bare model's prompts has to stay below. */
function baseClaim(report: EvaluationReport, set: SetName): Claim {
  const base = report.contestants.filter(({ kind }) => kind === 'base');
  const shares = base.flatMap(({ key }) => exactOf(report, key, set) ?? []);
  const best = shares.toSorted((a, b) => exactly(b) - exactly(a))[0];
  const place = {
    says: 'base under every prompt, best exact match',
    on: set,
    target: `< ${wholePercent(targets.baseBelow)}`,
  };
  if (best === undefined) return notMeasured(place);
  return {
    ...place,
    measured: shareWords(best),
    n: countWords(best.n),
    ...judged(exactly(best) < targets.baseBelow, best.high < targets.baseBelow),
  };
}

function instructionClaims(report: EvaluationReport): readonly Claim[] {
  return (['true facts', 'nominal'] as const).flatMap((on) =>
    (
      [
        ['prefix', targets.instructionPrefix],
        ['lora', targets.instructionLora],
      ] as const
    ).map(([method, least]) =>
      shareClaim(
        `tuned instruction with ${method === 'lora' ? 'LoRA' : 'the prefix'}, exact match`,
        on,
        least,
        exactOf(report, tunedWith(report, 'instruction', method)?.key, on),
      ),
    ),
  );
}

function lossClaims(report: EvaluationReport, cot: string | undefined): readonly Claim[] {
  const losses = (report.robustness.find(({ contestant }) => contestant === cot)?.losses ?? []).filter(
    ({ element }) => element === null,
  );
  const { others, ...named } = targets.lossPoints;
  const claim = (says: string, most: number, among: typeof losses): Claim => {
    const worst = among.toSorted((a, b) => b.loss.points - a.loss.points)[0];
    const place = { says, on: worst?.perturbation ?? 'perturbed', target: `≤ ${most} points` };
    if (worst === undefined) return notMeasured(place);
    const measured = `${pointsWords(worst.loss, 'plain')} points`;
    // The end of the interval of the worst one only: of the others, some may reach further.
    const isSure = among.every(({ loss }) => loss.high <= most);
    return { ...place, measured, n: countWords(worst.exactMatch.n), ...judged(worst.loss.points <= most, isSure) };
  };
  const namedClaims = Object.entries(named).map(([name, most]) =>
    claim(
      `tuned chain of thought, loss under ${name}`,
      most,
      losses.filter(({ perturbation }) => perturbation === name),
    ),
  );
  const rest = losses.filter(({ perturbation }) => !Object.hasOwn(named, perturbation ?? ''));
  return [claim('tuned chain of thought, largest loss of the other perturbations', others, rest), ...namedClaims];
}

function calibrationClaims(report: EvaluationReport, cot: string | undefined): readonly Claim[] {
  const calibration = report.calibration.find(({ contestant }) => contestant === cot);
  const errors = (['nominal', 'perturbed'] as const).map((on): Claim => {
    const place = { says: 'calibration error (ECE) of tuned chain of thought', on, target: `≤ ${targets.ece[on]}` };
    const found = calibration?.sets.find(({ set }) => set === on);
    if (found === undefined) return notMeasured(place);
    const { ece, n } = found;
    const verdict = judged(ece.estimate <= targets.ece[on], ece.high <= targets.ece[on]);
    return { ...place, measured: intervalWords(ece), n: countWords(n), ...verdict };
  });
  const at95 = report.selective.find(({ contestant, set }) => contestant === cot && set === 'nominal')?.at95.accuracy;
  return [...errors, shareClaim('accuracy of the surest 95 % of answers', 'nominal', targets.selectiveAt95, at95)];
}

function faithfulnessClaims(report: EvaluationReport, cot: string | undefined): readonly Claim[] {
  const { reasoning, deletedFact } = report.faithfulness;
  const reasoned = (['nominal', 'perturbed'] as const).flatMap((on) => {
    const found = reasoning.find(({ contestant, set }) => contestant === cot && set === on);
    return [
      shareClaim('stated facts that the record supports', on, targets.faithfulness, found?.supportedFacts),
      shareClaim('answers that follow from the stated facts', on, targets.faithfulness, found?.follows),
    ];
  });
  const deleted = deletedFact.find(({ contestant }) => contestant === cot);
  const on = 'deleted fact';
  return [
    ...reasoned,
    shareClaim('answers that change with the deciding fact', on, targets.faithfulness, deleted?.changed ?? undefined),
    shareClaim('answers that become the new truth', on, targets.faithfulness, deleted?.newTruth),
  ];
}

function rulesClaims(report: EvaluationReport, cot: string | undefined): readonly Claim[] {
  const claim = (set: SetName, perturbation: string | null): Claim => {
    const place = {
      says: 'tuned chain of thought over the rules alone, exact match',
      on: perturbation ?? set,
      target: '> 0 points',
    };
    const found = differenceOf(report, cot, 'baseline/rules', set, perturbation);
    if (found === undefined) return notMeasured(place);
    const { n, difference } = found;
    const verdict = judged(difference.points > 0, difference.low > 0);
    return { ...place, measured: `${pointsWords(difference)} points`, n: countWords(n), ...verdict };
  };
  return [claim('nominal', null), ...targets.rulesBeatenUnder.map((name) => claim('perturbed', name))];
}

function shareClaim(says: string, on: string, least: number, share: Share | undefined): Claim {
  const place = { says, on, target: `≥ ${wholePercent(least)}` };
  if (share === undefined || share.n === 0) return notMeasured(place);
  return {
    ...place,
    measured: shareWords(share),
    n: countWords(share.n),
    ...judged(exactly(share) >= least, share.low >= least),
  };
}

const judged = (isMet: boolean, isSure: boolean): Pick<Claim, 'verdict' | 'isSure'> => ({
  verdict: isMet ? 'met' : 'not met',
  isSure: isMet ? isSure : false,
});

const notMeasured = (place: Pick<Claim, 'says' | 'on' | 'target'>): Claim => ({
  ...place,
  measured: '–',
  n: '–',
  verdict: 'not measured',
  isSure: null,
});

/** "99 %", "99.9 %". */
const wholePercent = (share: number): string => `${Number(percentWords(share).slice(0, -2))} %`;
