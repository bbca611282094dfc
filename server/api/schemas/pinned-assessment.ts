import { AssessmentSchema, changeableNames, levels } from '#domain';
import type { Decoding } from '../../assess/answer-making.ts';
import { described } from '../described.ts';
import { answer } from '../envelope.ts';
import {
  count,
  dictionary,
  instant,
  list,
  named,
  number,
  oneOf,
  orNull,
  real,
  record,
  sha256,
  text,
  without,
} from '../fields.ts';
import { FullAssessmentSchema } from './assessment.ts';
import { JudgedFields } from './judged-answer.ts';
import { LogFileSchema } from './log.ts';
import { RerunSchema, ReviewSchema } from './review.ts';

/** The field that names an assessment. */
export const assessmentId = number('Number of the assessment.');

/** What an answer says beside the evidence it was made of, calibrated. */
const AnswerFields = { ...without(AssessmentSchema.properties, 'evidence', 'confidence'), ...JudgedFields };

const Summary = named(
  'AnswerInShort',
  record(
    {
      strategy: AnswerFields.strategy,
      model: AnswerFields.model,
      adapter: AnswerFields.adapter,
      facts: AnswerFields.facts,
      ...JudgedFields,
      prompt: AnswerFields.prompt,
      output: AnswerFields.output,
      promptTokens: AnswerFields.promptTokens,
      outputTokens: AnswerFields.outputTokens,
      physics: AnswerFields.physics,
    },
    'An answer of the model, calibrated, without its reasoning in parts.',
  ),
);

/** An assessment with everything that would make it another one if it were another. */
export const PinnedAssessmentSchema = answer('pinned assessment', {
  id: assessmentId,
  createdUtc: instant('When it was made.'),
  jobId: number('Job that made it.'),
  log: record(
    {
      id: number('Its number.'),
      name: text('Its name.'),
      sha256: sha256('Of its files and what was said of them.'),
      files: list(LogFileSchema, 'Its files.'),
    },
    'Log of the observations.',
  ),
  states: count('Observations.'),
  decoding: described<Decoding>()(
    record(
      {
        method: oneOf(['greedy'], 'At each place the likeliest token, so that the same question has the same answer.'),
        maxAnswerTokens: count('Tokens of the longest answer.'),
      },
      'How tokens were chosen.',
    ),
  ),
  seconds: orNull(real('Time the model took, s; null where the answer to an equal record served again.')),
  promptSha256: sha256('Of the prompt.'),
  outputSha256: sha256('Of the output.'),
  ...JudgedFields,
  reviews: list(ReviewSchema, 'What analysts say of it, newest first.'),
  reruns: list(RerunSchema, 'The prompt asked again, newest first.'),
  assessment: FullAssessmentSchema,
});

/** The answers before and after something is supposed otherwise. */
export const WhatIfSchema = answer('what-if', {
  assessmentId,
  changes: dictionary(text('The term.'), 'What is supposed, by name; empty for nothing.'),
  seconds: orNull(real('Time the answer took, s; null while nothing is supposed.')),
  before: Summary,
  after: orNull(Summary),
});

/** The answer of one strategy. */
export const CompareRowSchema = record({
  ...AnswerFields,
  seconds: real('Time the answer took, s.'),
});

/** A single change, and what it would do to the answer. */
export const ChangeRowSchema = record({
  name: oneOf(changeableNames, 'What is supposed otherwise.'),
  term: text('The term that is supposed.'),
  flips: list(oneOf(levels, 'A level.'), 'Levels that would be answered otherwise.'),
  confidence: JudgedFields.confidence,
  levels: JudgedFields.levels,
});
