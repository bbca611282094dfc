import type { MotionFacts } from '#domain';
import { distanceParts, durationWords, significantWords, utcWords } from '../http/view-formats.ts';

/** A number with its unit and what it is. */
export interface MotionNumber {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
}

const mPerS = (kmPerS: number): string => significantWords(kmPerS * 1000, 3);

/** The computed motion facts as a table, in the units analysts read. */
export function motionNumbers(facts: MotionFacts): MotionNumber[] {
  const number = (name: string, value: string, unit: string, note = ''): MotionNumber => ({ name, value, unit, note });
  const distance = (name: string, km: number, note = ''): MotionNumber => ({ name, ...distanceParts(km), note });
  return [
    distance('Range, first', facts.startRangeKm),
    distance('Range, last', facts.endRangeKm),
    distance('Closest approach', facts.minRangeKm, utcWords(facts.closestEpochUtcMs)),
    distance('Farthest', facts.maxRangeKm),
    number('Speed at closest', mPerS(facts.closestSpeedKmPerS), 'm/s', facts.endSpeed),
    number(
      'Range rate, last',
      mPerS(facts.endRangeRateKmPerS),
      'm/s',
      facts.endRangeRateKmPerS < 0 ? 'closing' : 'opening',
    ),
    number('Angle swept', significantWords((facts.enclosedAngleRad * 180) / Math.PI, 3), '°', facts.turn),
    number('In-track drift', mPerS(facts.driftKmPerS), 'm/s'),
    number('Time stopped', durationWords(facts.stoppedS), ''),
  ];
}

/** Maneuver-like velocity steps, RTN in m/s. */
export function maneuverRows(facts: MotionFacts) {
  return facts.maneuvers.map(({ epochUtcMs, deltaVRtnKmPerS }) => ({
    epochUtcMs,
    components: deltaVRtnKmPerS.map(mPerS),
    size: mPerS(Math.hypot(...deltaVRtnKmPerS)),
  }));
}
