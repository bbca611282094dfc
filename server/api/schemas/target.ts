import { statuses } from '../../store/severity-rank.ts';
import type { TargetSummary } from '../../store/target-rows.ts';
import { described } from '../described.ts';
import { count, flag, instant, list, named, number, oneOf, orNull, real, record, share, text } from '../fields.ts';
import { perLevel, strategyNames } from './assessment.ts';

/** A status by its name. */
export const status = (meaning: string) => oneOf(statuses, meaning);

/** Why something cannot be used. */
export const RefusalFields = {
  code: text('Code of the error, see docs/errors.md.'),
  message: text('What was expected, and what was got.'),
};

const Answer = named(
  'AnswerSummary',
  record(
    {
      assessmentId: number('Number of the assessment.'),
      assessedUtc: instant('When it was made.'),
      ...perLevel((level) => orNull(text(`Label of the ${level}; null when it could not be read.`))),
      confidence: share('Of all three levels together, calibrated.'),
      confidences: record(
        perLevel((level) => orNull(share(`Of the ${level}.`))),
        'Of each level.',
      ),
      physicsResolvable: flag('False when the motion is too small to be checked.'),
      physicsAgrees: flag('Whether the motion label is possible given the measured motion.'),
      pattern: text('The computed motion in the words of analysts.'),
      rangeTrend: orNull(text('How the range went.')),
      endSpeed: orNull(text('Speed at the closest approach: slow or fast.')),
      closestKm: orNull(real('Least range in the window, km.')),
      closestUtc: orNull(instant('When that was.')),
      strategy: oneOf(strategyNames, 'How the prompt was put.'),
    },
    'The newest assessment of a target, as lists tell it.',
  ),
);

/** A target as lists tell it. */
export const TargetSummarySchema = described<TargetSummary>()(
  named(
    'TargetSummary',
    record(
      {
        targetId: text('Identifier of the target: catalog number, designator or name in its log.'),
        targetName: orNull(text('As its source names it; null when that is the identifier.')),
        targetDesignator: orNull(text('International designator; null when unknown, or when that is the identifier.')),
        severity: status('How urgent it is; `off` while nothing has assessed it.'),
        ownName: orNull(text('Own spacecraft it was seen from; null where the log does not name it.')),
        logId: number('Log of its last observation.'),
        logName: text('Name of that log.'),
        lastObservationUtc: instant('Its last observation.'),
        firstObservationUtc: instant('The first one of the same window.'),
        observationCount: count('Observations in that window.'),
        firstReceivedUtc: instant('When the console first heard of it.'),
        thumbnail: text('In-plane motion as path data of SVG.'),
        answer: orNull(Answer),
        refusal: orNull(record(RefusalFields, 'Why it cannot be assessed; null when it can.')),
      },
      'A target at its last observation, with the newest assessment of it if there is one.',
    ),
  ),
);

/** A change of the labels of a target. */
export const labelsAt = (meaning: string) =>
  record(
    perLevel((level) => orNull(text(`Label of the ${level}; null when it could not be read.`))),
    meaning,
  );

/** Some of many, and how many. */
export const someOf = <T extends Parameters<typeof list>[0]>(row: T, meaning: string) =>
  record({ rows: list(row, 'The first of them.'), count: count('How many there are.') }, meaning);
