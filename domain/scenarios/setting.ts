import type { OwnOrbit } from './own-orbit.ts';
import type { Random } from './random.ts';

/** What a flight is drawn for: the own spacecraft's orbit and the scale of the relative motion. */
export interface Setting {
  readonly own: OwnOrbit;
  readonly rangeKm: number;
  readonly random: Random;
}

export const revolutionS = ({ own }: Setting): number => (2 * Math.PI) / own.meanMotionRadPerS;

/** How many legs a stretch of time takes when none is longer than an arc of the own orbit. */
export const legsWithin = ({ own }: Setting, durationS: number, longestLegRad: number): number =>
  Math.ceil((durationS * own.meanMotionRadPerS) / longestLegRad);
