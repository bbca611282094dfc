import { Type } from 'typebox';
import { labelsOf, motionWordNames, reportedElementNames, termsOf } from '#domain';
import { answer } from './envelope.ts';
import { list, maybe, number, oneOf, orNull, real, record, text } from './fields.ts';
import { changeAnswers, type Operations, type Parameters, pageAnswer } from './operation.ts';
import { FullAssessmentSchema, perLevel } from './schemas/assessment.ts';
import { JudgedFields } from './schemas/judged-answer.ts';
import {
  assessmentId,
  ChangeRowSchema,
  CompareRowSchema,
  PinnedAssessmentSchema,
  WhatIfSchema,
} from './schemas/pinned-assessment.ts';
import { RerunSchema, ReviewSchema } from './schemas/review.ts';

const id = { id: number('Number of the assessment.') };
const path = { path: id, errors: ['server.not_found'] } as const;

/** What can be supposed otherwise; what an observer reports may also be the very words on record. */
const supposed: Parameters = {
  ...Object.fromEntries(
    reportedElementNames.map((name) => [
      name,
      text(`Supposed ${name}: the words on record, or ${termsOf(name).join(', ')}.`),
    ]),
  ),
  ...Object.fromEntries(
    motionWordNames.map((name) => [name, oneOf(termsOf(name), `Supposed word of the motion: ${name}.`)]),
  ),
  remarks: text('Remarks of the observer to suppose.'),
};

const confidences = {
  motion: 'label of the motion',
  motion_confidence: 'its calibrated confidence',
  operation: 'label of the operation',
  operation_confidence: 'its calibrated confidence',
  task: 'label of the task',
  task_confidence: 'its calibrated confidence',
  confidence: 'of all three together, calibrated',
};

const reads: Operations = {
  'GET /assessments/:id': {
    ...path,
    id: 'readAssessment',
    tag: 'assessments',
    summary: 'An assessment with everything that would make it another one if it were another',
    answers: pageAnswer('The assessment.', {
      json: PinnedAssessmentSchema,
      csv: {
        assessment: 'number of the assessment',
        level: 'motion, operation or task',
        label: 'a label of the level',
        probability: 'at the deciding word, as generated',
        calibrated_probability: 'the same at the fitted temperature',
        is_answer: 'whether it is the label given',
      },
    }),
  },
  'GET /assessments/:id/report': {
    ...path,
    id: 'readReport',
    tag: 'assessments',
    summary: 'The assessment on paper',
    answers: pageAnswer('The report.', {
      json: answer('report', {
        id: assessmentId,
        ...JudgedFields,
        inWords: list(text('A sentence.'), 'The evidence in sentences.'),
        review: orNull(ReviewSchema),
        assessment: FullAssessmentSchema,
      }),
    }),
  },
  'GET /assessments/:id/notice.txt': {
    ...path,
    id: 'readNotice',
    tag: 'assessments',
    summary: 'The notice for operators',
    answers: { 200: { meaning: 'The notice.', text: 'Plain text with the marking above and below.' } },
  },
};

const asks: Operations = {
  'GET /assessments/:id/compare': {
    ...path,
    id: 'compareStrategies',
    tag: 'assessments',
    summary: 'The same evidence put to the model by each strategy',
    details: 'Asks the model while the request waits; nothing is kept.',
    answers: pageAnswer('The answers side by side.', {
      json: answer('comparison of strategies', {
        assessmentId,
        agreement: record(
          perLevel(() => oneOf(['all', 'most', 'none'], 'How many strategies give the same label.')),
          'Whether the strategies agree.',
        ),
        rows: list(CompareRowSchema, 'The answer of each strategy.'),
      }),
      csv: {
        strategy: 'how the prompt was put',
        ...confidences,
        prompt_tokens: 'tokens of the prompt',
        output_tokens: 'tokens of the output',
        seconds: 'time the answer took, s',
        adapter: 'name of the adapter',
      },
    }),
    errors: ['server.not_found', 'server.model_missing'],
  },
  'GET /assessments/:id/what-if': {
    ...path,
    id: 'askWhatIf',
    tag: 'assessments',
    summary: 'The answer if something were otherwise',
    details: 'Asks the model while the request waits; nothing is kept.',
    query: supposed,
    answers: {
      ...pageAnswer('The answers before and after.', { json: WhatIfSchema }),
      302: { meaning: 'The query says more than it has to.', location: 'The shortest address of the same question.' },
    },
    errors: ['server.not_found', 'server.model_missing'],
  },
  'GET /assessments/:id/nearest-change': {
    ...path,
    id: 'findNearestChanges',
    tag: 'assessments',
    summary: 'Every single change that would change the answer',
    details: 'Asks the model while the request waits; nothing is kept.',
    answers: pageAnswer('The changes.', {
      json: answer('nearest changes', {
        assessmentId,
        seconds: real('Time the answers took, s.'),
        rows: list(ChangeRowSchema, 'Every single change, also those that change nothing.'),
      }),
      csv: {
        element: 'what is supposed otherwise',
        term: 'the term that is supposed',
        flips: 'levels that would be answered otherwise, with spaces between',
        ...confidences,
      },
    }),
    errors: ['server.not_found', 'server.model_missing'],
  },
};

const writes: Operations = {
  'POST /assessments/:id/rerun': {
    ...path,
    id: 'rerunAssessment',
    tag: 'assessments',
    summary: 'Asks the very prompt again and keeps whether the answer is the same',
    answers: changeAnswers(201, {
      meaning: 'It was asked.',
      json: answer('rerun', { assessmentId, rerun: RerunSchema }),
      location: 'The reruns on the page of the assessment.',
    }),
    errors: ['server.not_found', 'server.model_differs', 'server.model_missing'],
  },
  'POST /assessments/:id/review': {
    ...path,
    id: 'reviewAssessment',
    tag: 'assessments',
    summary: 'Confirms the answer, or corrects it',
    details: 'Labels that are those of the answer confirm it.',
    form: record({
      motion: oneOf(labelsOf.motion, 'What it is doing.'),
      operation: oneOf(labelsOf.operation, 'With what.'),
      task: oneOf(labelsOf.task, 'To what end.'),
      note: maybe(Type.String({ description: 'What is to be added, at most 4000 characters.' })),
    }),
    answers: changeAnswers(201, {
      meaning: 'It is kept.',
      json: answer('review', { assessmentId, review: ReviewSchema }),
      location: 'The reviews on the page of the assessment.',
    }),
  },
};

/** `/assessments/:id` and what hangs on it. */
export const assessmentOperations: Operations = { ...reads, ...asks, ...writes };
