import { type ElementName, elementNames, type MotionFacts, type ReportedElementName } from '../intentions/evidence.ts';
import type { Intention, MotionLabel } from '../intentions/labels.ts';
import type { ReportedTerms } from '../intentions/read-report.ts';
import type { StandardFacts } from '../intentions/rulebook.ts';
import { describeMotion } from '../proximity/motion-facts.ts';
import type { Scenario } from '../scenarios/fly-scenario.ts';
import type { PerturbationName } from '../scenarios/perturbations.ts';
import type { TimeWindow } from '../time/time-window.ts';

/** The words of the relative motion. */
export type MotionWords = Pick<MotionFacts, 'rangeTrend' | 'endSpeed' | 'turn' | 'course'>;

/** A sentence of the remarks, and the element it states a fact of, if any. */
export interface RecordedRemark {
  readonly text: string;
  readonly element: ReportedElementName | null;
}

/** One record of the data set: what was flown, what was seen and told of it, and what is true. */
export interface LabeledRecord {
  readonly id: string;
  readonly perturbation: PerturbationName | null;
  /** The element that the perturbation is about, where it is a single one. */
  readonly perturbedElement: ElementName | null;
  /** What the flight is made from again: the scenario's seed, the motion and the sensor noise as a share of the range. */
  readonly scenario: { readonly seed: number; readonly motion: MotionLabel; readonly noiseFraction: number };
  readonly window: TimeWindow;
  readonly stateCount: number;
  /** The observer's words of each element, and the sentences of the free text. */
  readonly fields: ReportedTerms;
  readonly remarks: readonly RecordedRemark[];
  /** Order in which the elements are told; left out where it is the usual one. */
  readonly order?: readonly ElementName[];
  /** Motion as read from the noisy states. */
  readonly motionSeen: MotionWords;
  /** True facts in standard terms; those of the motion are of the flight itself. */
  readonly facts: StandardFacts;
  /** What the published definitions make of the facts. */
  readonly truth: Intention;
}

/** The record of a scenario. */
export function recordOf(id: string, scenario: Scenario, perturbation: PerturbationName | null): LabeledRecord {
  const { track, report, options, standardFacts, truth, perturbedElement } = scenario;
  const { states, context } = track;
  const { rangeTrend, endSpeed, turn, course } = describeMotion(states, context);
  return {
    id,
    perturbation,
    perturbedElement: perturbedElement ?? null,
    scenario: { seed: options.seed, motion: options.motion, noiseFraction: options.noiseFraction },
    window: { startUtcMs: states[0]!.epochUtcMs, endUtcMs: states.at(-1)!.epochUtcMs },
    stateCount: states.length,
    fields: report.fields,
    remarks: report.remarks.map(({ text, fact }) => ({ text, element: fact?.element ?? null })),
    ...(report.order !== elementNames && { order: report.order }),
    motionSeen: { rangeTrend, endSpeed, turn, course },
    facts: standardFacts,
    truth,
  };
}
