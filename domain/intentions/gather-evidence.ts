import type { Track } from '../observations/track.ts';
import { describeMotion } from '../proximity/motion-facts.ts';
import type { TimeWindow } from '../time/time-window.ts';
import type { ElementName, Evidence, EvidenceElement, MotionFacts, ReportedElementName } from './evidence.ts';
import { standardize, unknown } from './lexicon.ts';
import type { StandardFacts } from './rulebook.ts';

/**
 * Everything that is known about one target: the motion computed from its states, the rest as reported.
 *
 * @throws AppError `domain.too_few_states` when the states are too few to tell a motion
 */
export function gatherEvidence(track: Track): Evidence {
  const motionFacts = describeMotion(track.states);
  const window: TimeWindow = {
    startUtcMs: track.states[0]!.epochUtcMs,
    endUtcMs: track.states.at(-1)!.epochUtcMs,
  };
  const reported = (name: ReportedElementName) => reportedElement(name, track.reported[name], window);

  return {
    kind: 'evidence',
    targetId: track.targetId,
    source: track.source,
    window,
    stateCount: track.states.length,
    elements: {
      ownSpacecraft: reported('ownSpacecraft'),
      size: reported('size'),
      cooperation: reported('cooperation'),
      device: reported('device'),
      lighting: reported('lighting'),
      electromagnetic: reported('electromagnetic'),
      motion: { name: 'motion', text: wordsOfMotion(motionFacts), origin: 'computed', window },
    },
    motionFacts,
  };
}

/** The motion element as the prompt says it: "steady, slow, part turn, no swerve". */
export function wordsOfMotion(facts: Pick<MotionFacts, 'rangeTrend' | 'endSpeed' | 'turn' | 'course'>): string {
  return [facts.rangeTrend, facts.endSpeed, facts.turn, facts.course].join(', ');
}

/** The facts a rulebook decides on: the evidence in standard terms. */
export function standardFactsOf({ elements, motionFacts }: Pick<Evidence, 'elements' | 'motionFacts'>): StandardFacts {
  const term = (name: ReportedElementName) => standardize(name, elements[name].text);
  return {
    ownSpacecraft: term('ownSpacecraft'),
    size: term('size'),
    cooperation: term('cooperation'),
    device: term('device'),
    lighting: term('lighting'),
    electromagnetic: term('electromagnetic'),
    rangeTrend: motionFacts.rangeTrend,
    endSpeed: motionFacts.endSpeed,
    turn: motionFacts.turn,
    course: motionFacts.course,
  };
}

function reportedElement(name: ElementName, words: string | undefined, window: TimeWindow): EvidenceElement {
  const text = words?.trim();
  return text ? { name, text, origin: 'reported', window } : { name, text: unknown, origin: 'missing', window };
}
