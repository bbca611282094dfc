import { Type } from 'typebox';
import { labelsOf } from '#domain';
import { physicsChoices } from '../pages/target-list-filters.ts';
import { statuses } from '../store/severity-rank.ts';
import { targetSorts } from '../store/target-query.ts';
import { answer, back, matching, nextParameter, sinceParameter, table } from './envelope.ts';
import { always, flag, instantMs, list, maybe, number, oneOf, orNull, real, record, text, vector } from './fields.ts';
import { changeAnswers, type Operation, type Operations, type Parameters, pageAnswer } from './operation.ts';
import { ClosestApproachSchema } from './schemas/motion-facts.ts';
import { TargetSummarySchema } from './schemas/target.ts';
import { TargetSchema } from './schemas/whole-target.ts';

const id = { id: Type.String({ description: 'Identifier of the target.', examples: ['25544'] }) };
const pinned: Parameters = {
  assessment: number('Assessment to show; without it the newest of the last observation.'),
};

/** Filters of the list of targets. */
const filters: Parameters = {
  q: text('Text that identifier, name or designator contain.'),
  severity: oneOf(statuses, 'How urgent they are.'),
  motion: oneOf(labelsOf.motion, 'Label of the motion.'),
  operation: oneOf(labelsOf.operation, 'Label of the operation.'),
  task: oneOf(labelsOf.task, 'Label of the task.'),
  physics: oneOf(physicsChoices, 'Whether the measured motion agrees with the motion label.'),
  below: Type.Number({ minimum: 0, maximum: 100, description: 'Confidence below this, percent.' }),
  since: sinceParameter('Last observed since.'),
  log: number('In this log.'),
  own: text('Seen from this own spacecraft.'),
  watched: oneOf(['yes'], 'Only the watch list.'),
  sort: oneOf(targetSorts, 'Order of the rows; `observed` without.'),
  order: oneOf(['asc', 'desc'], 'Direction of the order; `desc` without, but `asc` for `target`.'),
  next: nextParameter,
};

const epochColumns = { target: 'identifier of the target', epoch_utc: 'instant, ISO 8601' };
const positionColumns = { r_km: 'radial, km', t_km: 'in-track, km', n_km: 'cross-track, km' };

const SeriesRow = record({
  epochUtcMs: instantMs('Instant of the observation.'),
  rangeKm: real('Range, km.'),
  closingRateKmPerS: real('Rate at which the range falls, km/s.'),
  positionRtnKm: vector('Place in RTN of the own spacecraft, km.'),
  lighting: orNull(oneOf(['full sunlight', 'penumbra', 'eclipse'], 'Light on the target; null where it is not known.')),
});

const listTargets: Operation = {
  id: 'listTargets',
  tag: 'targets',
  summary: 'Every target that passes the filter',
  details: 'JSON, CSV and NDJSON hold every row in constant memory; only the page is cut into pages.',
  query: filters,
  answers: pageAnswer('The targets.', {
    json: table('targets', TargetSummarySchema, { matching }),
    lines: TargetSummarySchema,
    csv: {
      target: 'identifier',
      target_name: 'as its source names it',
      pattern: 'computed motion in the words of analysts',
      motion: 'label of the motion',
      operation: 'label of the operation',
      task: 'label of the task',
      confidence: 'of all three levels together, 0 to 1',
      physics_agrees: 'whether the motion label is possible',
      strategy: 'how the prompt was put',
      first_observation_utc: 'first observation of the window',
      last_observation_utc: 'last observation of the window',
      observations: 'how many',
      log: 'name of the log',
      severity: 'how urgent it is',
      designator: 'international designator',
      own_spacecraft: 'seen from',
      physics_resolvable: 'whether the motion can be checked',
      closest_km: 'least range, km',
      closest_utc: 'when that was',
    },
  }),
};

/** `/targets` and what hangs on one. */
export const targetOperations: Operations = {
  'GET /targets': listTargets,
  'GET /targets/:id': {
    id: 'readTarget',
    tag: 'targets',
    summary: 'A target: answer, reasoning, evidence, history',
    path: id,
    query: { ...pinned, step: text('Step of the reasoning to mark, as `operation-2`.') },
    answers: pageAnswer('The target.', {
      json: TargetSchema,
      csv: {
        ...epochColumns,
        ...positionColumns,
        vr_km_s: 'radial, km/s',
        vt_km_s: 'in-track, km/s',
        vn_km_s: 'cross-track, km/s',
      },
    }),
    errors: ['server.not_found'],
  },
  'GET /targets/:id/approaches': {
    id: 'listApproaches',
    tag: 'targets',
    summary: 'Every closest approach of a target',
    path: id,
    query: pinned,
    answers: {
      200: {
        meaning: 'The approaches.',
        json: record({
          ok: always(true, 'It went well.'),
          kind: always('closest approaches', 'What it is.'),
          targetId: text('Identifier of the target.'),
          rows: list(ClosestApproachSchema, 'The approaches, in order of time.'),
        }),
        csv: {
          ...epochColumns,
          range_km: 'distance, km',
          speed_km_s: 'relative speed, km/s',
          ...positionColumns,
          at_edge: 'start or end where the known motion begins or ends there',
        },
      },
      302: { meaning: 'Asked for as a page.', location: 'The approaches on the page of the target.' },
    },
    errors: ['server.not_found', 'server.not_acceptable'],
  },
  'GET /targets/:id/series': {
    id: 'readSeries',
    tag: 'targets',
    summary: 'What the plots of a target show, a row for each observation',
    path: id,
    query: pinned,
    answers: {
      200: {
        meaning: 'The series.',
        json: answer('series', {
          targetId: text('Identifier of the target.'),
          rows: list(SeriesRow, 'The observations, in order of time.'),
        }),
        csv: {
          ...epochColumns,
          range_km: 'distance, km',
          closing_rate_km_s: 'rate at which the range falls, km/s',
          ...positionColumns,
          lighting: 'light on the target',
        },
      },
      302: { meaning: 'Asked for as a page.', location: 'The plots on the page of the target.' },
    },
    errors: ['server.not_found', 'server.not_acceptable'],
  },
  'GET /targets/:id/notice.txt': {
    id: 'readTargetNotice',
    tag: 'targets',
    summary: 'The notice for operators',
    path: id,
    query: pinned,
    answers: { 200: { meaning: 'The notice.', text: 'Plain text with the marking above and below.' } },
    errors: ['server.not_found'],
  },
  'POST /targets/:id/watch': {
    id: 'watchTarget',
    tag: 'targets',
    summary: 'Puts a target on the watch list, or takes it off',
    path: id,
    form: record({ watch: maybe(oneOf(['yes', 'no'], 'Whether to watch it; `yes` without.')), back: maybe(back) }),
    answers: changeAnswers(200, {
      meaning: 'It is done.',
      json: answer('watch', {
        targetId: text('Identifier of the target.'),
        isWatched: flag('Whether it is watched now.'),
      }),
    }),
    errors: ['server.not_found'],
  },
};
