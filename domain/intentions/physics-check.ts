import type { MotionFacts } from './evidence.ts';
import type { MotionLabel } from './labels.ts';

/** Whether the measured motion allows a motion label, and the numbers that say so. */
export interface PhysicsCheck {
  /** False when the shape is lost in the error of the source: then nothing contradicts the label, and nothing bears it out. */
  readonly isResolvable: boolean;
  readonly agrees: boolean;
  readonly reason: string;
}

/** Ranges whose largest is at most this many times the smallest are held: noise and station keeping stay below. */
const mostHeldRatio = 1.6;

/** As above for neighbors in a geostationary slot, each of which drifts back and forth across it. */
const mostSlotRatio = 3.2;

/** As above for a flight around: the natural ellipse has a ratio of 2, the rest is room for noise. */
const mostRoundRatio = 3;

/** Ranges of a turn around whose largest is at most this many times the smallest are those of an ellipse, with noise. */
const ellipseRatio = 2.3;

/** Share of a revolution that counts as all of it; samples may miss the ends. */
const fullTurn = 0.95;

/** A range within this share of the largest is as good as the smallest, and as nothing. */
const contactShare = 0.05;

/** Arrival above this share of the pace is no stop, below the other no impact; between, both may be. */
const mostStopShare = 0.5;
const leastImpactShare = 0.3;

/** A range that differs from the smallest by this factor has closed, or has opened again. */
const changeFactor = 1.4;

/** Noise may stretch the ratio of the largest range to the smallest by this many deviations at either end. */
const noiseReach = 2;

interface Finding {
  readonly holds: boolean;
  readonly told: string;
}

/**
 * Checks a motion label against the numbers, not the words, of the motion facts.
 *
 * Necessary conditions only: it says which labels the geometry rules out, and leaves the choice among the rest.
 * What cannot be resolved contradicts nothing.
 */
export function checkPhysics(facts: MotionFacts, motion: MotionLabel): PhysicsCheck {
  const { rangeTrend } = facts.trust;
  if (rangeTrend.grade === 'not resolvable') {
    return { isResolvable: false, agrees: true, reason: `${motion} cannot be checked: ${rangeTrend.reason}.` };
  }
  const findings = requirementsOf[motion](facts);
  const broken = findings.filter((finding) => !finding.holds);
  const agrees = broken.length === 0;
  const told = (agrees ? findings : broken).map((finding) => finding.told).join('; ');
  return { isResolvable: true, agrees, reason: `${motion} ${agrees ? 'fits' : 'does not fit'}: ${told}.` };
}

const requirementsOf: Readonly<Record<MotionLabel, (facts: MotionFacts) => readonly Finding[]>> = {
  hovering: (facts) => [isHeld(facts, mostHeldRatio), turns(facts, (share) => share < fullTurn)],
  flyaround: (facts) => [isHeld(facts, mostRoundRatio), turns(facts, (share) => share >= fullTurn)],
  flyby: (facts) => [opens(facts), turnsAround(facts)],
  rendezvous: (facts) => [closes(facts), endsClosest(facts), arrives(facts, (share) => share <= mostStopShare)],
  collision: (facts) => [closes(facts), endsClosest(facts), arrives(facts, (share) => share >= leastImpactShare)],
  retreat: (facts) => [closes(facts), opens(facts), turnsAround(facts), maneuvers(facts)],
  randomness: (facts) => [wanders(facts)],
};

const isHeld = ({ rangeCourse, noise, isColocated }: MotionFacts, mostRatio: number): Finding => ({
  holds:
    rangeCourse.mostKm <=
    (isColocated ? mostSlotRatio : mostRatio) * (1 + 2 * noiseReach * noise.shareOfRange) * rangeCourse.leastKm,
  told: `the range varied between ${km(rangeCourse.leastKm)} and ${km(rangeCourse.mostKm)}`,
});

const turns = ({ rangeCourse, trust }: MotionFacts, allows: (share: number) => boolean): Finding => {
  const share = rangeCourse.sweepRad / (2 * Math.PI);
  const isOpen = trust.turn.grade === 'not resolvable';
  return { holds: isOpen || allows(share), told: `the line of sight swept ${share.toFixed(2)} of a turn` };
};

const closes = ({ rangeCourse: { startKm, leastKm } }: MotionFacts): Finding => ({
  holds: startKm >= changeFactor * leastKm,
  told: `the range went from ${km(startKm)} at the start to a least ${km(leastKm)}`,
});

const opens = ({ rangeCourse: { endKm, leastKm } }: MotionFacts): Finding => ({
  holds: endKm >= changeFactor * leastKm,
  told: `it went from a least ${km(leastKm)} to ${km(endKm)} at the end`,
});

const endsClosest = ({ rangeCourse: { endKm, leastKm, mostKm } }: MotionFacts): Finding => ({
  holds: endKm - leastKm <= contactShare * mostKm,
  told: `it ended at ${km(endKm)}, the least being ${km(leastKm)}`,
});

const arrives = ({ rangeCourse, paceKmPerS }: MotionFacts, allows: (share: number) => boolean): Finding => ({
  holds: allows(rangeCourse.arrivalSpeedKmPerS / paceKmPerS),
  told: `the speed there was ${mPerS(rangeCourse.arrivalSpeedKmPerS)}, against ${mPerS(paceKmPerS)} to cover the range in the time`,
});

const turnsAround = ({ rangeCourse: { swingCount } }: MotionFacts): Finding => ({
  holds: swingCount <= 2,
  told: swings(swingCount),
});

/** Erratic: it came and went more often than a pass does, or went out and came back; an ellipse around does neither. */
const wanders = ({ rangeCourse }: MotionFacts): Finding => {
  const { swingCount, startKm, leastKm, mostKm, sweepRad } = rangeCourse;
  const isRound = sweepRad >= fullTurn * 2 * Math.PI && mostKm <= ellipseRatio * leastKm;
  const turnsBack = swingCount === 2 && mostKm >= changeFactor * startKm;
  const told = isRound ? `it turned around within ${km(leastKm)} and ${km(mostKm)}` : swings(swingCount);
  return { holds: !isRound && (swingCount > 2 || turnsBack), told };
};

const maneuvers = ({ maneuvers: { length }, trust }: MotionFacts): Finding => ({
  holds: length > 0 || trust.course.grade === 'not resolvable',
  told: length === 1 ? '1 maneuver-like velocity step' : `${length} maneuver-like velocity steps`,
});

const swings = (count: number) => `the range rose or fell by half ${count === 1 ? 'once' : `${count} times`}`;
const km = (value: number) => `${Number(value.toPrecision(3))} km`;
const mPerS = (valueKmPerS: number) => `${Number((valueKmPerS * 1000).toPrecision(3))} m/s`;
