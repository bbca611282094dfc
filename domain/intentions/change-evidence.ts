import type { MotionWords } from '../dataset/labeled-record.ts';
import {
  courses,
  type Evidence,
  type EvidenceElement,
  endSpeeds,
  type Reliability,
  type ReportedElementName,
  rangeTrends,
  reportedElementNames,
  turns,
} from './evidence.ts';
import { wordsOfMotion } from './gather-evidence.ts';
import { lexicon, unknown } from './lexicon.ts';

/** Names of the four words of the motion element. */
export const motionWordNames = ['rangeTrend', 'endSpeed', 'turn', 'course'] as const;

/** What can be supposed otherwise: an element the observer reports, or one word of the motion. */
export const changeableNames = [...reportedElementNames, ...motionWordNames] as const;

export type ChangeableName = (typeof changeableNames)[number];

/** What is supposed of a target in the place of what is known; what is absent stays as it is. */
export type EvidenceChanges = Partial<Record<ReportedElementName, string>> &
  Partial<MotionWords> & { remarks?: string };

const supposed: Reliability = { grade: 'unrated', reason: 'supposed, not observed' };

/** Standard terms of something that can be changed, `unknown` last where it is a term at all. */
export function termsOf(name: ChangeableName): readonly string[] {
  switch (name) {
    case 'rangeTrend':
      return rangeTrends;
    case 'endSpeed':
      return endSpeeds;
    case 'turn':
      return turns;
    case 'course':
      return courses;
    default:
      return [...Object.keys(lexicon[name]), unknown];
  }
}

/**
 * The evidence as it would be if something were otherwise. Only words change: numbers of the motion stay those that were
 * measured, so a check by physics still speaks of the flight that was seen.
 */
export function changeEvidence(evidence: Evidence, changes: EvidenceChanges): Evidence {
  const motionFacts = { ...evidence.motionFacts };
  for (const name of motionWordNames) Object.assign(motionFacts, changes[name] && { [name]: changes[name] });
  const elements = { ...evidence.elements };
  for (const name of reportedElementNames) {
    const text = changes[name];
    if (text !== undefined) elements[name] = supposedElement(elements[name], text);
  }
  const motionText = wordsOfMotion(motionFacts);
  if (motionText !== elements.motion.text) elements.motion = supposedElement(elements.motion, motionText);
  const { remarks: told, ...rest } = evidence;
  const remarks = changes.remarks ?? told;
  return { ...rest, elements, motionFacts, ...(remarks && { remarks }) };
}

function supposedElement(element: EvidenceElement, text: string): EvidenceElement {
  return {
    ...element,
    text,
    origin: text === unknown ? 'missing' : 'reported',
    source: 'supposed',
    reliability: supposed,
  };
}

/** One thing supposed otherwise. */
export interface SingleChange {
  readonly name: ChangeableName;
  readonly term: string;
}

/**
 * Every change of a single element, or of one word of the motion, to another standard term.
 *
 * @param current  terms that are taken to hold, several for an element that field and reader tell differently; a change to
 *   one of these is none
 */
export function singleChanges(current: (name: ChangeableName) => readonly string[]): readonly SingleChange[] {
  return changeableNames.flatMap((name) =>
    termsOf(name)
      .filter((term) => !current(name).includes(term))
      .map((term) => ({ name, term })),
  );
}
