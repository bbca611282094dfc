import type { Track } from '../observations/track.ts';
import { describeMotion } from '../proximity/motion-facts.ts';
import type { TimeWindow } from '../time/time-window.ts';
import {
  type Evidence,
  type EvidenceElement,
  type MotionFacts,
  type Reliability,
  type ReportedElementName,
  reportedElementNames,
} from './evidence.ts';
import { unknown } from './lexicon.ts';
import { lightingElement } from './lighting-element.ts';
import { type ReportedTerms, readReport } from './read-report.ts';
import { weakest } from './reliability.ts';
import type { StandardFacts } from './rulebook.ts';

/**
 * Everything that is known about one target: motion and, where both orbits are known, lighting as computed; the rest as
 * reported. What nobody knows is `unknown`, never guessed.
 *
 * @throws AppError `domain.too_few_states` when the states are too few to tell a motion
 */
export function gatherEvidence(track: Track): Evidence {
  const { states, context } = track;
  const motionFacts = describeMotion(states, context);
  const window: TimeWindow = { startUtcMs: states[0]!.epochUtcMs, endUtcMs: states.at(-1)!.epochUtcMs };
  const reported = (name: ReportedElementName) => reportedElement(name, track, window);

  return {
    kind: 'evidence',
    targetId: track.targetId,
    source: track.source,
    window,
    stateCount: states.length,
    elements: {
      ownSpacecraft: reported('ownSpacecraft'),
      size: reported('size'),
      cooperation: reported('cooperation'),
      device: reported('device'),
      lighting: lightingElement(context, reported('lighting')),
      electromagnetic: reported('electromagnetic'),
      motion: motionElement(track, motionFacts, window),
    },
    ...(track.reported.remarks && { remarks: track.reported.remarks }),
    motionFacts,
    ...(context === undefined ? {} : { context }),
  };
}

/** The motion element as the prompt says it: "steady, slow, part turn, no swerve". */
export function wordsOfMotion(facts: Pick<MotionFacts, 'rangeTrend' | 'endSpeed' | 'turn' | 'course'>): string {
  return [facts.rangeTrend, facts.endSpeed, facts.turn, facts.course].join(', ');
}

/** The facts a rulebook decides on: fields and remarks in standard terms, read by the lexicon. */
export function standardFactsOf({
  elements,
  remarks = '',
  motionFacts,
}: Pick<Evidence, 'elements' | 'remarks' | 'motionFacts'>): StandardFacts {
  const fields = Object.fromEntries(reportedElementNames.map((name) => [name, elements[name].text]));
  return {
    ...readReport(fields as ReportedTerms, remarks),
    rangeTrend: motionFacts.rangeTrend,
    endSpeed: motionFacts.endSpeed,
    turn: motionFacts.turn,
    course: motionFacts.course,
  };
}

const originWords = {
  observed: 'observed relative states',
  'mean elements': 'SGP4 of both objects from mean elements',
  ephemeris: 'ephemerides of both objects',
  'conjunction message': 'states of a conjunction message, coasted',
} as const;

function motionElement({ source, context, states }: Track, facts: MotionFacts, window: TimeWindow): EvidenceElement {
  return {
    name: 'motion',
    text: wordsOfMotion(facts),
    origin: 'computed',
    source: `${states.length} states, ${originWords[context?.origin ?? 'observed']}, ${source}`,
    reliability: weakest([facts.trust.rangeTrend, facts.trust.endSpeed, facts.trust.turn, facts.trust.course]),
    window,
  };
}

const nothingReported: Reliability = { grade: 'unrated', reason: 'nothing is known' };
const asReported: Reliability = { grade: 'unrated', reason: 'as reported; the log does not rate its sources' };

function reportedElement(name: ReportedElementName, track: Track, window: TimeWindow): EvidenceElement {
  const text = track.reported[name]?.trim();
  return text
    ? { name, text, origin: 'reported', source: sourceOf(name, track), reliability: asReported, window }
    : { name, text: unknown, origin: 'missing', source: 'none', reliability: nothingReported, window };
}

const sourceOf = (name: ReportedElementName, { source, context }: Track): string =>
  context?.factSources?.[name] ?? source;
