import { levels } from '#domain';
import { setOrder } from '../evaluation/find-in-report.ts';
import type { OlderReport } from '../pages/evaluation-report.ts';
import { EvaluationReportSchema } from '../pages/evaluation-schema.ts';
import { described } from './described.ts';
import { answer } from './envelope.ts';
import { always, instant, maybe, named, oneOf, orNull, record, text } from './fields.ts';
import { type Operations, pageAnswer } from './operation.ts';

const shares = (name: string, meaning: string) => ({
  [name]: meaning,
  [`${name}_low`]: 'lower end of its 95 % interval',
  [`${name}_high`]: 'upper end of its 95 % interval',
});

const Report = named('EvaluationReport', EvaluationReportSchema);

/** `/evaluation`. */
export const evaluationOperations: Operations = {
  'GET /evaluation': {
    id: 'readEvaluation',
    tag: 'evaluation',
    summary: 'How well the answers are, on records whose truth is known',
    query: {
      contestant: text('Contestant to look at closely; what names none is left out of account.'),
      set: oneOf(setOrder, 'Set of records to look at closely.'),
      level: oneOf(levels, 'Level to look at closely.'),
    },
    answers: pageAnswer('The report; the parameters change the page only.', {
      json: answer('evaluation', {
        report: orNull(Report),
        older: maybe(
          described<OlderReport>()(
            record(
              {
                form: always('older', 'It cannot be read any more.'),
                createdUtc: orNull(instant('When it was made.')),
              },
              'A report of an earlier version, of which only the age is known.',
            ),
          ),
        ),
      }),
      csv: {
        contestant: 'who answered',
        set: 'set of records',
        n: 'records',
        ...shares('exactMatch', 'share of records with all three levels right'),
        ...shares('motion', 'share with the motion right'),
        ...shares('operation', 'share with the operation right'),
        ...shares('task', 'share with the task right'),
        answer_tokens: 'mean tokens of an answer',
        prompt_tokens: 'mean tokens of a prompt',
        seconds_per_record: 'mean time of an answer, s',
      },
    }),
  },
};
