import { Type } from 'typebox';
import { elementNames, levels } from '#domain';
import type { LabelChange as LabelChangeOfHistory } from '../../pages/assessment-history.ts';
import type { Weighing } from '../../pages/weigh-evidence.ts';
import { described } from '../described.ts';
import { answer } from '../envelope.ts';
import { always, flag, href, instantMs, list, named, number, oneOf, orNull, record, text } from '../fields.ts';
import { AssessmentSummarySchema, FullAssessmentSchema, levelName, perLevel } from './assessment.ts';
import { EvidenceSchema, RelativeStateSchema } from './evidence.ts';
import { JudgedSchema } from './judged-answer.ts';
import { RefusalFields } from './target.ts';
import { TimeWindowSchema } from './time-window.ts';
import { RelativeGeometrySchema } from './track-context.ts';

const Step = {
  id: text('By which the parameter `step` chooses it: `operation-2`.'),
  text: text('The step as generated.'),
};
const timeFields = {
  of: oneOf(
    ['all', 'closest', 'maneuvers', 'untilClosest', 'light'],
    'Which part of the observations the windows are.',
  ),
  windows: list(TimeWindowSchema, 'Windows in order of time, never none.'),
};

const StepTwin = named(
  'ReasoningStep',
  record(
    {
      ...Step,
      ground: oneOf(['element', 'level', 'rule', 'conclusion', 'unknown'], 'What it hangs on.'),
      element: orNull(oneOf(elementNames, 'The element of the evidence it hangs on; null for something else.')),
      time: orNull(record(timeFields, 'The time it rests on; null where it rests on none.')),
    },
    'A step of the reasoning, tied to what it hangs on.',
  ),
);

const Weight = record({
  side: oneOf(['for', 'against'], 'Which way it speaks.'),
  datum: oneOf(
    ['rules', 'probability', 'alternative', 'physics', 'unresolved', 'word', 'fact', 'unknown', 'lexicon', 'slip'],
    'What kind of datum it is.',
  ),
  words: text('The datum in words.'),
  quoted: text('What the record itself says; empty when there is nothing to add.'),
  href: text('Where it stands on the page.'),
});

const WeighingSchema = described<Weighing>()(
  named(
    'Weighing',
    record(
      {
        level: levelName('The level.'),
        for: list(Weight, 'What speaks for the label.'),
        against: list(Weight, 'What speaks against it.'),
      },
      'What speaks for the label of a level and what against.',
    ),
  ),
);

const RelativeOrbit = Type.Union([
  record({ kind: always('missing', 'It is not known.'), reason: text('What it lacks.') }),
  record({
    kind: always('known', 'It is known.'),
    epochUtcMs: instantMs('Instant it is told for.'),
    geometry: RelativeGeometrySchema,
    verdict: oneOf(
      ['parallel', 'oblique', 'crosswise', 'unresolved'],
      'What the vectors mean for a target that coasts: parallel ones keep it off the own path.',
    ),
  }),
]);

const HistoryChange = described<LabelChangeOfHistory>()(
  record({
    level: oneOf(levels, 'The level.'),
    from: orNull(text('Label before; null when it could not be read.')),
    to: orNull(text('Label after; null when it could not be read.')),
    assessmentId: number('The later assessment.'),
    windowEndUtcMs: instantMs('End of the window that it speaks of.'),
    isSameWindow: flag('Whether both speak of the same window.'),
  }),
);

/** A target with everything that is known of it. */
export const TargetSchema = answer('target', {
  targetId: text('Identifier of the target.'),
  targetName: orNull(text('As its source names it.')),
  log: record({ id: number('Its number.'), name: text('Its name.') }, 'Log of the observations.'),
  assessment: orNull(FullAssessmentSchema),
  judged: orNull(JudgedSchema),
  refusal: orNull(record(RefusalFields, 'Why it cannot be assessed; null when it can.')),
  evidence: orNull(EvidenceSchema),
  inWords: list(text('A sentence.'), 'The evidence in sentences; empty when there is none.'),
  reasoning: orNull(
    record(
      perLevel((level) => list(StepTwin, `Steps to the ${level}.`)),
      'The reasoning in steps; null while nothing has assessed it.',
    ),
  ),
  chosenStep: orNull(record({ ...Step, ...timeFields }, 'The step of the parameter `step`; null for none.')),
  weighing: list(WeighingSchema, 'Of each level; empty while nothing has assessed it.'),
  relativeOrbit: orNull(RelativeOrbit),
  notice: orNull(href('The notice for operators; null while nothing has assessed it.')),
  states: list(RelativeStateSchema, 'The observations, in order.'),
  assessments: list(AssessmentSummarySchema, 'Every assessment of the target, the latest observation first.'),
  labelChanges: list(HistoryChange, 'Every change of a label from one assessment to the next, in order of time.'),
  isWatched: flag('Whether the reader watches it.'),
});
