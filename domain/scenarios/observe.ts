import type { RelativeState } from '../observations/track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { length } from '../vectors/vector.ts';
import { type Flight, stateAt } from './flight.ts';
import type { Random } from './random.ts';

export interface Sensor {
  /**
   * Standard deviation of each position component as a share of the range; of each velocity component as a share of
   * speed + mean motion × range, the two scales of relative velocity.
   */
  readonly noiseFraction: number;
  /** Share of the window without any observation, in one piece; 0 for none. */
  readonly gapFraction: number;
}

/** Digits kept: a millimeter and a micrometer per second. */
const positionDigits = 6;
const velocityDigits = 9;

/** A gap stays this share of the window away from its ends, so that it cannot hide how the flight ends. */
const gapMargin = 0.1;

/** Noisy observations of a flight at 40 to 120 irregular times, the first and last moments among them. */
export function observe(flight: Flight, startUtcMs: number, sensor: Sensor, random: Random): RelativeState[] {
  const times = withoutGap(irregularTimes(flight.durationS, random.fork('times')), sensor.gapFraction, random);
  const noise = random.fork('noise');
  return times.map((timeS, i) => {
    const { positionRtnKm, velocityRtnKmPerS } = stateAt(flight, timeS);
    const rangeKm = length(positionRtnKm);
    const positionSigmaKm = sensor.noiseFraction * rangeKm;
    const velocitySigmaKmPerS = sensor.noiseFraction * (length(velocityRtnKmPerS) + flight.meanMotionRadPerS * rangeKm);
    return {
      epochUtcMs: startUtcMs + Math.round(timeS * 1000),
      positionRtnKm: blur(positionRtnKm, positionSigmaKm, positionDigits, noise),
      velocityRtnKmPerS: blur(velocityRtnKmPerS, velocitySigmaKmPerS, velocityDigits, noise),
      line: i + 1,
    };
  });
}

function irregularTimes(durationS: number, random: Random): number[] {
  const steps = Array.from({ length: 39 + random.int(81) }, () => random.between(0.3, 1.7));
  const total = steps.reduce((sum, step) => sum + step, 0);
  let timeS = 0;
  return [0, ...steps.map((step) => (timeS += (step / total) * durationS))];
}

function withoutGap(times: readonly number[], gapFraction: number, random: Random): readonly number[] {
  if (gapFraction === 0) return times;
  const durationS = times.at(-1)!;
  const gapStartS = durationS * random.fork('gap').between(gapMargin, 1 - gapMargin - gapFraction);
  return times.filter((timeS) => timeS < gapStartS || timeS > gapStartS + gapFraction * durationS);
}

function blur(vector: Vec3, sigma: number, digits: number, random: Random): Vec3 {
  const one = (value: number) => Number((value + sigma * random.normal()).toFixed(digits));
  return [one(vector[0]), one(vector[1]), one(vector[2])];
}
