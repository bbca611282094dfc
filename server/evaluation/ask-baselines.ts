import { type LabeledRecord, labelsOf, levels, reason, rulebook, toIntention } from '#domain';
import { factsRead, type MotionSource } from '#prompts';
import type { Answer, Outcome } from '#tuner';

/** Answers a record without a model. */
export type Baseline = (record: LabeledRecord) => Answer;

/** What a baseline makes of a record. */
export function askBaseline(baseline: Baseline, record: LabeledRecord): Outcome {
  const { id, perturbation, perturbedElement, truth } = record;
  return {
    id,
    perturbation,
    perturbedElement,
    truth,
    answer: baseline(record),
    confidence: null,
    answerTokens: 0,
    promptTokens: 0,
    seconds: 0,
    faithfulness: null,
  };
}

/** The likeliest label of each level among records, whatever is asked. */
export function majorityOf(records: readonly LabeledRecord[]): Baseline {
  const answer = Object.fromEntries(
    levels.map((level) => {
      const count = (label: string) => records.filter(({ truth }) => truth[level] === label).length;
      return [level, [...labelsOf[level]].sort((a, b) => count(b) - count(a))[0]!];
    }),
  ) as unknown as Answer;
  return () => answer;
}

/** Rules alone: motion as physics reads it, facts as the lexicon finds them in fields and remarks, the rulebook. */
export const rules =
  (motion: MotionSource): Baseline =>
  (record) =>
    toIntention(reason(rulebook, factsRead(record, motion)));
