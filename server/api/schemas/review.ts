import { labelsOf } from '#domain';
import type { RerunRecord } from '../../store/rerun-table.ts';
import { type CountingReview, type ReviewRecord, verdicts } from '../../store/review-rows.ts';
import { described } from '../described.ts';
import { count, flag, instant, named, number, oneOf, real, record, text } from '../fields.ts';
import { readLabels } from './assessment.ts';

const reviewFields = {
  id: number('Number of the review.'),
  verdict: oneOf(verdicts, 'Whether the answer was let stand.'),
  labels: record(
    {
      motion: oneOf(labelsOf.motion, 'What it is doing.'),
      operation: oneOf(labelsOf.operation, 'With what.'),
      task: oneOf(labelsOf.task, 'To what end.'),
    },
    'What the analyst holds for true.',
  ),
  note: text('What the analyst adds; empty for nothing.'),
  author: text('Who signed it.'),
  createdUtc: instant('When it was signed.'),
};

/** What an analyst says of an answer. */
export const ReviewSchema = described<ReviewRecord>()(
  named('Review', record(reviewFields, 'What an analyst says of an answer.')),
);

/** The review that counts for an observed target. */
export const CountingReviewSchema = described<CountingReview>()(
  named(
    'CountingReview',
    record(
      {
        ...reviewFields,
        assessmentId: number('Assessment it is about.'),
        trackId: number('Number of the observed window.'),
        targetId: text('Identifier of the target.'),
        logId: number('Log of the observations.'),
        logName: text('Name of that log.'),
        windowStartUtc: instant('Start of the observations.'),
        windowEndUtc: instant('End of the observations.'),
        strategy: text('How the prompt was put.'),
        answer: readLabels('Labels of the model.'),
      },
      'The last review of an observed target, with the answer it is about.',
    ),
  ),
);

/** A prompt asked again. */
export const RerunSchema = described<RerunRecord>()(
  named(
    'Rerun',
    record(
      {
        id: number('Number of the rerun.'),
        createdUtc: instant('When it was made.'),
        output: text('What the model wrote this time.'),
        isSame: flag('Whether that is the same to the letter.'),
        promptTokens: count('Tokens of the prompt.'),
        outputTokens: count('Tokens of the output.'),
        seconds: real('Time it took, s.'),
      },
      'The prompt of an assessment asked again.',
    ),
  ),
);
