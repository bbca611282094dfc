import { relativeStateRtn } from '../frames/rtn.ts';
import type { RelativeState } from '../observations/track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { length } from '../vectors/vector.ts';
import { epochAt, type Flight, fly } from './flight.ts';
import type { Random } from './random.ts';

/** Digits kept: a millimeter and a micrometer per second. */
const positionDigits = 6;
const velocityDigits = 9;

/** A gap stays this share of the window away from its ends, so that it cannot hide how the flight ends. */
const gapMargin = 0.1;

/** Observations of a flight at 40 to 120 irregular epochs of whole milliseconds, the first and last moments among them. */
export function observationEpochs(flight: Flight, gapFraction: number, random: Random): readonly number[] {
  const timesS = irregularTimes(flight.durationS, random.fork('times'));
  return withoutGaps(timesS, gapFraction, random.fork('gap')).map((timeS) => Math.round(epochAt(flight.own, timeS)));
}

/**
 * What a sensor of the own spacecraft makes of a flight at some epochs.
 *
 * @param noiseFraction  standard deviation of each position component as a share of the range; of each velocity component
 *        as a share of speed + mean motion × range, the two scales of relative velocity
 */
export function observe(
  flight: Flight,
  epochsUtcMs: readonly number[],
  noiseFraction: number,
  random: Random,
): RelativeState[] {
  const { meanMotionRadPerS } = flight.own;
  return fly(flight, epochsUtcMs).map(({ own, target }, i) => {
    const { positionRtnKm, velocityRtnKmPerS } = relativeStateRtn(own, target);
    const rangeKm = length(positionRtnKm);
    const velocitySigmaKmPerS = noiseFraction * (length(velocityRtnKmPerS) + meanMotionRadPerS * rangeKm);
    return {
      epochUtcMs: own.epochUtcMs,
      positionRtnKm: blur(positionRtnKm, noiseFraction * rangeKm, positionDigits, random),
      velocityRtnKmPerS: blur(velocityRtnKmPerS, velocitySigmaKmPerS, velocityDigits, random),
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

/** The times outside one to three gaps of random lengths, which add up to a share of the window. */
function withoutGaps(timesS: readonly number[], gapFraction: number, random: Random): readonly number[] {
  if (gapFraction === 0) return timesS;
  const durationS = timesS.at(-1)!;
  const count = 1 + random.int(3);
  const gaps = parts(gapFraction, count, random);
  const between = parts(1 - 2 * gapMargin - gapFraction, count + 1, random);
  let start = gapMargin;
  let seen = timesS;
  for (const [i, gap] of gaps.entries()) {
    start += between[i]!;
    const [fromS, toS] = [start * durationS, (start + gap) * durationS];
    seen = seen.filter((timeS) => timeS < fromS || timeS > toS);
    start += gap;
  }
  return seen;
}

/** A number cut into random parts, none more than three times another. */
function parts(total: number, count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => random.between(0.5, 1.5));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (total * weight) / sum);
}

function blur(vector: Vec3, sigma: number, digits: number, random: Random): Vec3 {
  const one = (value: number) => Number((value + sigma * random.normal()).toFixed(digits));
  return [one(vector[0]), one(vector[1]), one(vector[2])];
}
