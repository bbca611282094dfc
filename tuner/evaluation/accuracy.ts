import { type Intention, levels } from '#domain';
import { type Share, wilsonInterval } from './wilson-interval.ts';

/** What a model answered about one record: a label per level, null where none could be read. */
export type Answer = Readonly<Record<(typeof levels)[number], string | null>>;

/** One record of a test set beside what the model made of it. */
export interface Verdict {
  readonly truth: Intention;
  readonly answer: Answer;
}

/** Shares of right answers: per level, and of records right on all three levels at once. */
export interface Accuracy {
  readonly n: number;
  readonly motion: Share;
  readonly operation: Share;
  readonly task: Share;
  readonly exactMatch: Share;
}

/** Whether all three levels are right. */
export const isExact = ({ truth, answer }: Verdict): boolean => levels.every((level) => truth[level] === answer[level]);

/** Scores a set of answers; an unreadable answer counts as wrong, never as absent. */
export function accuracyOf(verdicts: readonly Verdict[]): Accuracy {
  const n = verdicts.length;
  const share = (isRight: (verdict: Verdict) => boolean) => wilsonInterval(verdicts.filter(isRight).length, n);
  return {
    n,
    motion: share(({ truth, answer }) => truth.motion === answer.motion),
    operation: share(({ truth, answer }) => truth.operation === answer.operation),
    task: share(({ truth, answer }) => truth.task === answer.task),
    exactMatch: share(isExact),
  };
}
