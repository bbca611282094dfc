import { Type } from 'typebox';
import { severities } from '#domain';
import { answer, instantOrNull } from './envelope.ts';
import {
  count,
  dictionary,
  href,
  instant,
  list,
  named,
  number,
  oneOf,
  orNull,
  record,
  text,
  without,
} from './fields.ts';
import { changeAnswers, type Operation, type Operations, pageAnswer } from './operation.ts';
import { JobRecordSchema, JobSchema } from './schemas/job.ts';
import { labelsAt, someOf, status, TargetSummarySchema } from './schemas/target.ts';

const AlertSchema = named(
  'Alert',
  record(
    {
      status: status('How urgent it is.'),
      targetId: text('Identifier of the target.'),
      targetName: orNull(text('As its source names it.')),
      ownName: orNull(text('Own spacecraft it was seen from.')),
      reason: orNull(
        record(
          {
            severity: oneOf(severities, 'How urgent it is by its labels.'),
            facts: text('The deciding label with its confidence, how it moves, how near it came.'),
            rule: text('What the table of severities says of that label.'),
            doubts: list(
              record({
                kind: oneOf(['confidence', 'physics'], 'What it rests on.'),
                text: text('The doubt in words.'),
              }),
              'What speaks against taking the severity at its word.',
            ),
          },
          'Why; null for an answer that could not be read.',
        ),
      ),
      lastObservationUtc: instant('Its last observation.'),
      href: href('The reasoning on its page.'),
    },
    'A target that calls for attention, and why.',
  ),
);

const LabelChange = named(
  'LabelChange',
  record(
    {
      targetId: text('Identifier of the target.'),
      changedUtc: instant('When its labels changed.'),
      old: labelsAt('Labels before.'),
      now: labelsAt('Labels after.'),
      oldSeverity: status('How urgent it was.'),
      severity: status('How urgent it is.'),
    },
    'A target whose labels became others.',
  ),
);

const NewTarget = record({
  targetId: text('Identifier of the target.'),
  targetName: orNull(text('As its source names it.')),
  severity: status('How urgent it is.'),
  receivedUtc: instant('When it first came.'),
});

const Refusal = Type.Union([
  record({
    kind: oneOf(['target'], 'A target that cannot be assessed.'),
    targetId: text('Identifier of the target.'),
    message: text('Why.'),
    atUtc: instant('When that was found.'),
  }),
  record({
    kind: oneOf(['log'], 'A log with refused records.'),
    logId: number('Number of the log.'),
    logName: text('Its name.'),
    rejectedCount: count('Records that were refused.'),
    atUtc: instant('When it came.'),
  }),
]);

const Asset = named(
  'Asset',
  record(
    {
      name: orNull(text('Its name; null where no log names it, then it stands for the log.')),
      logId: number('A log with observations from it.'),
      logName: text('Name of that log.'),
      targetCount: count('Targets seen from it.'),
      severity: status('Of its worst target.'),
      countsByStatus: dictionary(
        count('Targets.'),
        'Targets by how urgent they are; statuses without any are left out.',
      ),
      nearest: list(
        record({
          targetId: text('Identifier of the target.'),
          targetName: orNull(text('As its source names it.')),
          severity: status('How urgent it is.'),
          closestKm: orNull(Type.Number({ description: 'Least range, km; null while it is not assessed.' })),
        }),
        'The nearest targets.',
      ),
    },
    'An own spacecraft with the targets seen from it.',
  ),
);

const Watched = record({
  ...without(TargetSummarySchema.properties, 'thumbnail'),
  lastChange: orNull(LabelChange),
});

const Overview = named(
  'Overview',
  answer('overview', {
    atUtc: instant('When it was told.'),
    targets: count('Targets in all.'),
    assessed: count('Those of them that were assessed.'),
    alerts: list(AlertSchema, 'The most urgent targets, the worst first.'),
    countsByStatus: dictionary(count('Targets.'), 'Targets by how urgent they are.'),
    changes: record(
      {
        sinceUtc: instantOrNull('When the reader last looked; null for never.'),
        newTargets: someOf(NewTarget, 'Targets that came for the first time.'),
        labelChanges: someOf(LabelChange, 'Targets whose labels became others.'),
        refusals: someOf(Refusal, 'What could not be used.'),
        finishedJobs: someOf(JobRecordSchema, 'Jobs that ended.'),
      },
      'What happened since the reader last looked.',
    ),
    watchList: someOf(Watched, 'What the reader watches.'),
    assets: someOf(Asset, 'Own spacecraft, those with the worst targets first.'),
    jobs: list(JobSchema, 'Jobs that run or wait.'),
  }),
);

const overview: Operation = {
  id: 'readOverview',
  tag: 'overview',
  summary: 'What calls for attention, what changed, what is watched',
  answers: pageAnswer('The overview.', { json: Overview }),
};

/** `/` and `/seen`. */
export const overviewOperations: Operations = {
  'GET /': overview,
  'GET /overview': overview,
  'POST /seen': {
    id: 'markSeen',
    tag: 'overview',
    summary: 'Marks as seen what there was at an instant',
    details: 'What came since then is still new at the next look. The mark is that of the account.',
    form: record({ upTo: instant('The instant, `atUtc` of the overview that was looked at.') }),
    answers: changeAnswers(200, {
      meaning: 'It is marked.',
      json: answer('seen', { upTo: instant('The instant; never later than now.') }),
    }),
    errors: [],
  },
};
