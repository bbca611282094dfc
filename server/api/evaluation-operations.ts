import { Type } from 'typebox';
import { levels } from '#domain';
import { strategies } from '#prompts';
import { baselineNames } from '../evaluation/evaluation-choices.ts';
import { setOrder } from '../evaluation/find-in-report.ts';
import { builtInSets } from '../evaluation/record-sets.ts';
import type { CsvCell } from '../http/csv.ts';
import { modelKinds } from '../pages/evaluation-form-fields.ts';
import type { OlderReport } from '../pages/evaluation-report.ts';
import { EvaluationReportSchema } from '../pages/evaluation-schema.ts';
import type { ShelfLine } from '../pages/evaluation-shelf.ts';
import { type TableName, tableNames } from '../pages/evaluation-tables.ts';
import type { EvaluationRecord } from '../store/evaluation-rows.ts';
import { described } from './described.ts';
import { answer, table } from './envelope.ts';
import { columnMeanings } from './evaluation-columns.ts';
import {
  always,
  count,
  flag,
  href,
  instant,
  list,
  maybe,
  named,
  number,
  oneOf,
  open,
  orNull,
  real,
  record,
  sha256,
  text,
} from './fields.ts';
import { changeAnswers, type Operation, type Operations, pageAnswer } from './operation.ts';

const Report = named('EvaluationReport', EvaluationReportSchema);

const Made = described<EvaluationRecord>()(
  named(
    'Evaluation',
    record(
      {
        id: number('Number of the evaluation, for the parameter `report`.'),
        jobId: number('Its job.'),
        startedBy: orNull(text('Account that asked for it; null when nobody had signed in.')),
        createdUtc: instant('When its report was made.'),
        settings: open<object>('What was evaluated.'),
        model: record(
          { name: text('Name of the model.'), sha256: sha256('Of the model.') },
          'Model that was evaluated.',
        ),
        adapters: list(
          record({
            contestant: text('Contestant it steers.'),
            name: text('Name of the adapter.'),
            sha256: sha256('Of the adapter.'),
          }),
          'Adapters that answered.',
        ),
        headline: orNull(
          record(
            {
              contestant: text('Who answered.'),
              set: text('Set of records.'),
              correct: count('Right on all three levels.'),
              n: count('Records.'),
            },
            'The answer people look for first; null without a model.',
          ),
        ),
      },
      'An evaluation made in this console.',
    ),
  ),
);

const Line = described<ShelfLine>()(
  record(
    {
      id: text('`shipped`, or the number of the evaluation: what the parameter `report` takes.'),
      href: href('Page of the report.'),
      isChosen: flag('Whether it is the one shown.'),
      what: text('What was evaluated, in words.'),
      model: text('Name of the model.'),
      modelSha256: text('SHA-256 of the model; empty when nobody knows.'),
      modelDigest: text('Its first digits.'),
      adapters: list(
        record({
          contestant: text('Contestant it steers.'),
          name: text('Name of the adapter.'),
          digest: text('First digits of its SHA-256.'),
        }),
        'Adapters that answered.',
      ),
      headline: orNull(text('Its first number, in words.')),
      startedBy: orNull(text('Account that asked for it.')),
      createdUtc: orNull(instant('When it was made.')),
      jobHref: orNull(href('Its job; null for the shipped report.')),
    },
    'A report that can be looked at.',
  ),
);

const reportParameter = text('Number of an evaluation made here, or `shipped`; the shipped one where none is said.');

/** What starts an evaluation: names of a list with commas between them, or a field for each, as boxes to tick have them. */
const someOf = (name: string, values: readonly string[], meaning: string) => ({
  [name]: maybe(text(`${meaning} With commas: ${values.join(', ')}.`)),
  ...Object.fromEntries(
    values.map((value) => [`${name}.${value}`, maybe(text(`The same as ${value} in \`${name}\`.`))]),
  ),
});
const startFields = {
  what: maybe(oneOf(['sets', 'labels'], 'Records of the built-in sets, or targets that analysts have labeled.')),
  ...someOf('sets', builtInSets, 'Sets of records.'),
  ...someOf('models', modelKinds, 'Models that answer.'),
  ...someOf('strategies', strategies, 'How they are asked.'),
  ...someOf('baselines', baselineNames, 'Baselines beside them; may be left out.'),
  n: maybe(text('Records of each set.')),
  baseN: maybe(text('Records of each set that the bare model answers.')),
  seed: maybe(text('Seed of the records.')),
  log: maybe(text('Number of the log whose labels count; every log where none is said.')),
};

const Estimate = orNull(
  record(
    {
      what: oneOf(['sets', 'labels'], 'What is evaluated.'),
      records: count('Records to ask, over all contestants.'),
      seconds: orNull(real('Time of the contestants whose rate was measured, s; null when none was.')),
      unmeasured: list(text('Contestant.'), 'Contestants that no report has a rate of.'),
      words: text('The same in words.'),
    },
    'How much there is to ask, and how long it would take; null when the fields ask for nothing that can be done.',
  ),
);

const cell = (meaning: string) =>
  Type.Unsafe<CsvCell>({ type: ['string', 'number', 'boolean', 'null'], description: meaning });

/** The address of one table of a report. */
function tableOperation(name: TableName): Operation {
  const columns = columnMeanings(name);
  const row = record(Object.fromEntries(Object.entries(columns).map(([column, meaning]) => [column, cell(meaning)])));
  const words = name.split('-');
  return {
    id: `readEvaluationTable${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')}`,
    tag: 'evaluation',
    summary: `The table of ${words.join(' ')} of a report`,
    query: { report: reportParameter },
    answers: {
      200: {
        meaning: 'The whole table; no rows without a report.',
        json: table('evaluation-table', row, { table: always(name, 'Which table.') }),
        csv: columns,
        lines: row,
      },
      302: { meaning: 'The report, where a page is asked for.', location: 'The page of the report.' },
    },
    errors: ['server.not_found'],
  };
}

/** `/evaluation` and what hangs on it. */
export const evaluationOperations: Operations = {
  'GET /evaluation': {
    id: 'readEvaluation',
    tag: 'evaluation',
    summary: 'How well the answers are, on records whose truth is known',
    query: {
      report: reportParameter,
      contestant: text('Contestant to look at closely; what names none is left out of account.'),
      set: oneOf(setOrder, 'Set of records to look at closely.'),
      level: oneOf(levels, 'Level to look at closely.'),
    },
    answers: pageAnswer('The report; the parameters change the page only.', {
      json: answer('evaluation', {
        report: orNull(Report),
        evaluation: orNull(Made),
        reports: list(Line, 'Every report there is, the shipped one first.'),
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
      csv: columnMeanings('accuracy'),
    }),
    errors: ['server.not_found'],
  },
  ...Object.fromEntries(tableNames.map((name) => [`GET /evaluation/tables/${name}`, tableOperation(name)])),
  'GET /evaluation/new': {
    id: 'readEvaluationForm',
    tag: 'evaluation',
    summary: 'What an evaluation can be started on, and how long it would take',
    query: startFields,
    answers: pageAnswer('The form, with what the parameters fill in.', {
      json: answer('new-evaluation', {
        post: href('Where an evaluation is asked for.'),
        sets: record(
          { fields: open<object>('What each field may hold.'), estimate: Estimate },
          'To evaluate on built-in sets.',
        ),
        labels: record(
          {
            fields: open<object>('What each field may hold.'),
            logs: list(
              record({
                logId: number('Number of the log.'),
                logName: text('Its name.'),
                targetCount: count('Observed targets that are confirmed or corrected.'),
              }),
              'Logs whose targets analysts have labeled, most labels first.',
            ),
            estimate: Estimate,
          },
          'To evaluate on labels of analysts.',
        ),
      }),
    }),
  },
  'POST /evaluation': {
    id: 'startEvaluation',
    tag: 'evaluation',
    summary: 'Queues an evaluation',
    form: record(startFields),
    answers: changeAnswers(202, {
      meaning: 'The evaluation is queued.',
      json: answer('evaluation', { job: href('Address of its job.') }),
      location: 'The page of the job.',
    }),
    errors: ['server.bad_form'],
  },
};
