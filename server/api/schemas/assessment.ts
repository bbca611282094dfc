import { type Assessment, AssessmentSchema, type Level, levels } from '#domain';
import type { AssessmentSummary } from '../../store/assessment-rows.ts';
import { described } from '../described.ts';
import { flag, instant, instantMs, named, number, oneOf, orNull, record, share, text } from '../fields.ts';
import { EvidenceSchema } from './evidence.ts';

/** How a prompt can be put. */
export const strategyNames = ['basic', 'instruction', 'cot'] as const satisfies readonly Assessment['strategy'][];

/** One field of a kind for each level. */
export const perLevel = <T>(make: (level: Level) => T): Readonly<Record<Level, T>> => ({
  motion: make('motion'),
  operation: make('operation'),
  task: make('task'),
});

/** A label of each level as it was read, null where it could not be. */
export const readLabels = (meaning: string) =>
  record(
    perLevel((level) => orNull(text(`Label of the ${level}; null when it could not be read.`))),
    meaning,
  );

/** An answer of the model: the schema of the domain, with the evidence spelled out. */
export const FullAssessmentSchema = described<Assessment>()(
  named(
    'Assessment',
    record(
      { ...AssessmentSchema.properties, evidence: EvidenceSchema },
      'What the model says of a target, with everything it was asked and everything it wrote.',
    ),
  ),
);

/** An assessment as lists tell it. */
export const AssessmentSummarySchema = described<AssessmentSummary>()(
  named(
    'AssessmentSummary',
    record(
      {
        id: number('Number of the assessment.'),
        trackId: number('Number of the observed window.'),
        createdUtc: instant('When it was made.'),
        windowStartUtcMs: instantMs('Start of the observations.'),
        windowEndUtcMs: instantMs('End of the observations.'),
        strategy: oneOf(strategyNames, 'How the prompt was put.'),
        source: text('File the states came from.'),
        adapterName: orNull(text('The adapter; null for the model alone.')),
        labels: readLabels('Labels of the levels.'),
        confidence: share('Of all three levels together, calibrated.'),
        physicsAgrees: flag('Whether the motion label is possible given the measured motion.'),
      },
      'An assessment as lists tell it.',
    ),
  ),
);

/** The parameter that names a level. */
export const levelName = (meaning: string) => oneOf(levels, meaning);
