import { type Level, labelsOf, levels } from '#domain';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import { type ClassScore, type Confusion, classScores, confusionOf, macroF1, macroF2 } from './confusion.ts';
import { type Contest, levelsAnswered } from './contest.ts';
import type { EvaluatedSet, ReportedSet } from './contestant.ts';
import type { Outcome } from './outcome.ts';
import { meanOf, round2, round4, roundShare } from './rounding.ts';

/** How one contestant did on one set. */
export interface AccuracyRow extends Accuracy {
  readonly contestant: string;
  readonly set: ReportedSet;
  /** Levels the contestant speaks of; the shares of others, and exact match without all three, mean nothing. */
  readonly levels: readonly Level[];
  readonly macroF1: Readonly<Record<Level, number>>;
  readonly macroF2: Readonly<Record<Level, number>>;
  /** Mean lengths, tokens: the answer, the whole prompt, and of the prompt the part that is the same for all records. */
  readonly answerTokens: number;
  readonly promptTokens: number;
  readonly instructionTokens: number;
  readonly secondsPerRecord: number;
}

/**
 * How well a contestant tells the labels of one level on one set; labels neither true nor answered are left out. Not of
 * `deleted fact`, whose truths are by choice those of records in doubt.
 */
export interface ClassTable {
  readonly contestant: string;
  readonly set: ReportedSet;
  readonly level: Level;
  readonly classes: readonly ClassScore[];
  /** Counts by true label (row) and answer (column), the last column unreadable answers; null but for tuned ones. */
  readonly confusion: Confusion['counts'] | null;
}

export function accuracyRows({ evaluated }: Contest): readonly AccuracyRow[] {
  return evaluated.flatMap((one) => (isReported(one) ? [accuracyRow(one)] : []));
}

export function classTables({ evaluated }: Contest): readonly ClassTable[] {
  return evaluated.flatMap((one) =>
    isReported(one) && one.set !== 'deleted fact'
      ? levelsAnswered(one.contestant, one.outcomes).map((level) => classTable(one, level))
      : [],
  );
}

type ReportedOutcomes = EvaluatedSet & { readonly set: ReportedSet };

const isReported = (one: EvaluatedSet): one is ReportedOutcomes => one.set !== 'validation';

function accuracyRow({ contestant, set, outcomes }: ReportedOutcomes): AccuracyRow {
  const { n, motion, operation, task, exactMatch } = accuracyOf(outcomes);
  const perLevel = (score: (level: Level) => number) => {
    const [motionScore, operationScore, taskScore] = levels.map((level) => round4(score(level)));
    return { motion: motionScore!, operation: operationScore!, task: taskScore! };
  };
  const scores = (level: Level) => classScores(confusionAt(level, outcomes));
  return {
    contestant: contestant.key,
    set,
    levels: levelsAnswered(contestant, outcomes),
    n,
    motion: roundShare(motion),
    operation: roundShare(operation),
    task: roundShare(task),
    exactMatch: roundShare(exactMatch),
    macroF1: perLevel((level) => macroF1(scores(level))),
    macroF2: perLevel((level) => macroF2(scores(level))),
    answerTokens: round2(meanOf(outcomes.map(({ answerTokens }) => answerTokens))),
    promptTokens: round2(meanOf(outcomes.map(({ promptTokens }) => promptTokens))),
    instructionTokens: contestant.instructionTokens,
    secondsPerRecord: round4(meanOf(outcomes.map(({ seconds }) => seconds))),
  };
}

function classTable({ contestant, set, outcomes }: ReportedOutcomes, level: Level): ClassTable {
  const confusion = confusionAt(level, outcomes);
  const answered = (label: number) => confusion.counts.some((row) => row[label]! > 0);
  return {
    contestant: contestant.key,
    set,
    level,
    classes: classScores(confusion)
      .filter(({ support }, label) => support > 0 || answered(label))
      .map((score) => ({
        ...score,
        precision: round4(score.precision),
        recall: roundShare(score.recall),
        f1: round4(score.f1),
        f2: round4(score.f2),
      })),
    confusion: contestant.kind === 'tuned' ? confusion.counts : null,
  };
}

/** An answer outside the closed set counts as unreadable. */
function confusionAt(level: Level, outcomes: readonly Outcome[]): Confusion {
  const labels: readonly string[] = labelsOf[level];
  const pairs = outcomes.map(({ truth, answer }) => {
    const label = answer[level];
    return { truth: truth[level], answer: label !== null && labels.includes(label) ? label : null };
  });
  return confusionOf(pairs, labels);
}
