import { labelsOf } from '#domain';
import { verdicts } from '../store/review-rows.ts';
import { matching, nextParameter, table } from './envelope.ts';
import { oneOf, open, record, text } from './fields.ts';
import { type Operations, type Parameters, pageAnswer } from './operation.ts';
import { CountingReviewSchema } from './schemas/review.ts';

const filters: Parameters = {
  q: text('Text that target, log, author or note contain.'),
  verdict: oneOf(verdicts, 'Whether the answer was let stand.'),
  motion: oneOf(labelsOf.motion, 'Label of the motion as the analyst left it.'),
  operation: oneOf(labelsOf.operation, 'Label of the operation as the analyst left it.'),
  task: oneOf(labelsOf.task, 'Label of the task as the analyst left it.'),
};

const LabeledTarget = record({
  target: text('Name of the target in the set.'),
  motion: oneOf(labelsOf.motion, 'Label of the motion.'),
  operation: oneOf(labelsOf.operation, 'Label of the operation.'),
  task: oneOf(labelsOf.task, 'Label of the task.'),
});

/** `/corrections`. */
export const correctionOperations: Operations = {
  'GET /corrections': {
    id: 'listCorrections',
    tag: 'assessments',
    summary: 'The review that counts for each observed target',
    query: { ...filters, next: nextParameter },
    answers: pageAnswer('The reviews, newest first; CSV has all of them.', {
      json: table('corrections', CountingReviewSchema, { matching }),
      csv: {
        target: 'identifier of the target',
        log: 'name of the log',
        window_start_utc: 'start of the observations',
        window_end_utc: 'end of the observations',
        assessment: 'number of the assessment',
        strategy: 'how the prompt was put',
        verdict: 'confirmed or corrected',
        motion: 'what the analyst holds for true',
        operation: 'what the analyst holds for true',
        task: 'what the analyst holds for true',
        model_motion: 'label of the model',
        model_operation: 'label of the model',
        model_task: 'label of the model',
        author: 'who signed it',
        signed_utc: 'when',
        note: 'what the analyst adds',
      },
    }),
  },
  'GET /corrections/labels.jsonl': {
    id: 'readLabels',
    tag: 'assessments',
    summary: 'The labels of the set, as `noncoop tune --labels` reads them',
    query: filters,
    answers: { 200: { meaning: 'A line for each target.', lines: LabeledTarget } },
  },
  'GET /corrections/log.jsonl': {
    id: 'readLabeledLog',
    tag: 'assessments',
    summary: 'The observations of the set, as `noncoop tune --data` reads them',
    query: filters,
    answers: {
      200: { meaning: 'A relative-state log.', lines: open<object>('A record of a relative-state log, see /formats.') },
    },
  },
};
