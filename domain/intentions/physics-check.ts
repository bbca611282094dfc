import type { MotionFacts } from './evidence.ts';
import type { MotionLabel } from './labels.ts';

/** Whether the measured motion allows a motion label, and the numbers that say so. */
export interface PhysicsCheck {
  readonly agrees: boolean;
  readonly reason: string;
}

/** Ranges whose largest is at most this many times the smallest are held: noise and station keeping stay below. */
const mostHeldRatio = 1.6;

/** As above for a flight around: the natural ellipse has a ratio of 2, the rest is room for noise. */
const mostRoundRatio = 3;

/** Share of a revolution that counts as all of it; samples may miss the ends. */
const fullTurn = 0.95;

/** A range within this share of the largest is as good as the smallest, and as nothing. */
const contactShare = 0.05;

/** Arrival above this share of the pace is no stop, below the other no impact; between, both may be. */
const mostStopShare = 0.5;
const leastImpactShare = 0.3;

/** A range that differs from the smallest by this factor has closed, or has opened again. */
const changeFactor = 1.4;

interface Finding {
  readonly holds: boolean;
  readonly told: string;
}

/**
 * Checks a motion label against the numbers, not the words, of the motion facts.
 *
 * Necessary conditions only: it says which labels the geometry rules out, and leaves the choice among the rest.
 */
export function checkPhysics(facts: MotionFacts, motion: MotionLabel): PhysicsCheck {
  const findings = requirementsOf[motion](facts);
  const broken = findings.filter((finding) => !finding.holds);
  const agrees = broken.length === 0;
  const told = (agrees ? findings : broken).map((finding) => finding.told).join('; ');
  return { agrees, reason: `${motion} ${agrees ? 'fits' : 'does not fit'}: ${told}.` };
}

const requirementsOf: Readonly<Record<MotionLabel, (facts: MotionFacts) => readonly Finding[]>> = {
  hovering: (facts) => [isHeld(facts, mostHeldRatio), turns(facts, (share) => share < fullTurn)],
  flyaround: (facts) => [isHeld(facts, mostRoundRatio), turns(facts, (share) => share >= fullTurn)],
  flyby: (facts) => [closes(facts), opens(facts)],
  rendezvous: (facts) => [closes(facts), endsClosest(facts), arrives(facts, (share) => share <= mostStopShare)],
  collision: (facts) => [closes(facts), endsClosest(facts), arrives(facts, (share) => share >= leastImpactShare)],
  retreat: (facts) => [closes(facts), opens(facts), maneuvers(facts)],
  randomness: (facts) => [varies(facts)],
};

const isHeld = ({ minRangeKm, maxRangeKm }: MotionFacts, mostRatio: number): Finding => ({
  holds: maxRangeKm <= mostRatio * minRangeKm,
  told: `the range varied between ${km(minRangeKm)} and ${km(maxRangeKm)}`,
});

const varies = (facts: MotionFacts): Finding => ({
  holds: facts.maxRangeKm > changeFactor * facts.minRangeKm || facts.maneuvers.length > 0,
  told: `${isHeld(facts, 1).told} with ${stepsSeen(facts)}`,
});

const turns = ({ enclosedAngleRad }: MotionFacts, allows: (share: number) => boolean): Finding => {
  const share = enclosedAngleRad / (2 * Math.PI);
  return { holds: allows(share), told: `the line of sight swept ${share.toFixed(2)} of a turn` };
};

const closes = ({ startRangeKm, minRangeKm }: MotionFacts): Finding => ({
  holds: startRangeKm >= changeFactor * minRangeKm,
  told: `the range went from ${km(startRangeKm)} at the start to a least ${km(minRangeKm)}`,
});

const opens = ({ endRangeKm, minRangeKm }: MotionFacts): Finding => ({
  holds: endRangeKm >= changeFactor * minRangeKm,
  told: `it went from a least ${km(minRangeKm)} to ${km(endRangeKm)} at the end`,
});

const endsClosest = ({ endRangeKm, minRangeKm, maxRangeKm }: MotionFacts): Finding => ({
  holds: endRangeKm - minRangeKm <= contactShare * maxRangeKm,
  told: `it ended at ${km(endRangeKm)}, the least being ${km(minRangeKm)}`,
});

const arrives = ({ closestSpeedKmPerS, paceKmPerS }: MotionFacts, allows: (share: number) => boolean): Finding => ({
  holds: allows(closestSpeedKmPerS / paceKmPerS),
  told: `the speed there was ${mPerS(closestSpeedKmPerS)}, against ${mPerS(paceKmPerS)} to cover the range in the time`,
});

const maneuvers = (facts: MotionFacts): Finding => ({
  holds: facts.maneuvers.length > 0,
  told: stepsSeen(facts),
});

function stepsSeen({ maneuvers: { length } }: MotionFacts): string {
  return length === 1 ? '1 maneuver-like velocity step' : `${length} maneuver-like velocity steps`;
}

const km = (value: number) => `${Number(value.toPrecision(3))} km`;
const mPerS = (valueKmPerS: number) => `${Number((valueKmPerS * 1000).toPrecision(3))} m/s`;
