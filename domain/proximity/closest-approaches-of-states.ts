import type { RelativeState } from '../observations/track.ts';
import { median } from '../vectors/statistics.ts';
import { add, dot, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';
import type { ClosestApproach } from './closest-approaches.ts';
import { risingRoots } from './rising-root.ts';

/** Samples on each side from which the noise at a sample is told. */
const neighborCount = 8;

/**
 * A dip of range counts if the range rises on both sides by this many times the noise.
 * The noise is a median distance; for Gaussian errors the dip is then deeper than six standard deviations.
 */
const noiseFactor = 8;

/** A dip of less than this share of the range is no approach, however free of noise the samples are. */
const leastDipShare = 1e-3;

/** An interval longer than this times the median interval is a gap; the motion in it is unknown. */
const gapFactor = 4;

/** Parts of an interval in which the curve between two samples is searched. */
const partCount = 8;

/** Epochs are found to this, ms. */
const epochToleranceMs = 1e-3;

/**
 * The closest approaches of a target, in order of time, from noisy and irregular samples.
 *
 * One for each dip of the range that stands out of the noise, at least one in all; shallower ones are part of the
 * deepest near them. Between samples the path is the cubic through both positions with both velocities, good to
 * (angle about the Earth between samples, rad)⁴ / 400 of the range; gaps are not crossed.
 *
 * @param states  of one target, in order of epoch
 * @param floorKm  dips shallower than this are none, whatever the samples themselves show
 */
export function closestApproachesOfStates(states: readonly RelativeState[], floorKm = 0): ClosestApproach[] {
  const medianIntervalMs = median(states.slice(1).map((state, i) => state.epochUtcMs - states[i]!.epochUtcMs));
  /** The samples on both sides of an interval, unless it is a gap or outside the window. */
  const interval = (index: number) => {
    const [a, b] = [states[index], states[index + 1]];
    return a && b && b.epochUtcMs - a.epochUtcMs <= gapFactor * medianIntervalMs ? ([a, b] as const) : undefined;
  };
  return dips(states, floorKm).map((index) => {
    const [before, after] = [interval(index - 1), interval(index)];
    const sampled: ClosestApproach = {
      ...approach(states[index]!),
      atEdge: before === undefined ? 'start' : after === undefined ? 'end' : undefined,
    };
    const between = [before, after].flatMap((samples) => (samples ? minimaBetween(...samples) : []));
    return between.reduce((least, one) => (one.rangeKm < least.rangeKm ? one : least), sampled);
  });
}

/** Indices of the samples at the bottom of dips that stand out. */
function dips(states: readonly RelativeState[], floorKm: number): number[] {
  const ranges = states.map((state) => length(state.positionRtnKm));
  const noise = noiseAround(states);
  const found: number[] = [];
  let falling = true;
  let turn = 0;
  for (const [i, range] of ranges.entries()) {
    const standsOutKm = Math.max(floorKm, noiseFactor * noise[turn]!, leastDipShare * ranges[turn]!);
    if (falling ? range < ranges[turn]! : range > ranges[turn]!) turn = i;
    else if (Math.abs(range - ranges[turn]!) > standsOutKm) {
      if (falling) found.push(turn);
      falling = !falling;
      turn = i;
    }
  }
  // What never rose again by enough is a dip that the window cuts off.
  return falling && states.length > 0 ? [...found, turn] : found;
}

/** Median distance of the samples around each sample from the curve through their neighbors, km. */
function noiseAround(states: readonly RelativeState[]): number[] {
  const strays = states.slice(2).map((after, i) => {
    const [before, middle] = [states[i]!, states[i + 1]!];
    return length(subtract(middle.positionRtnKm, placeBetween(before, after, middle.epochUtcMs).positionRtnKm));
  });
  return states.map((_, i) => {
    const near = strays.slice(Math.max(0, i - 1 - neighborCount), i + neighborCount);
    return near.length === 0 ? 0 : median(near);
  });
}

function minimaBetween(a: RelativeState, b: RelativeState): ClosestApproach[] {
  const closing = (epochUtcMs: number) => {
    const { positionRtnKm, slopeRtnKmPerS } = placeBetween(a, b, epochUtcMs);
    return dot(positionRtnKm, slopeRtnKmPerS);
  };
  const durationMs = b.epochUtcMs - a.epochUtcMs;
  const epochs = Array.from({ length: partCount + 1 }, (_, k) => a.epochUtcMs + (durationMs * k) / partCount);
  return risingRoots(closing, epochs, epochToleranceMs).map((epochUtcMs) => approach(placeBetween(a, b, epochUtcMs)));
}

/** A place on the way from one sample to another. */
interface Place extends Pick<RelativeState, 'epochUtcMs' | 'positionRtnKm' | 'velocityRtnKmPerS'> {
  /** Rate of the curve; unlike the velocity it feels the noise of both positions. */
  readonly slopeRtnKmPerS: Vec3;
}

/** The cubic Hermite curve through two samples; the velocity goes straight from one to the other. */
function placeBetween(a: RelativeState, b: RelativeState, epochUtcMs: number): Place {
  const durationS = (b.epochUtcMs - a.epochUtcMs) / 1000;
  const x = (epochUtcMs - a.epochUtcMs) / (b.epochUtcMs - a.epochUtcMs);
  const chord = subtract(b.positionRtnKm, a.positionRtnKm);
  const leave = subtract(scale(a.velocityRtnKmPerS, durationS), chord);
  const arrive = subtract(chord, scale(b.velocityRtnKmPerS, durationS));
  const bulge = add(scale(leave, 1 - x), scale(arrive, x));
  const bend = add(scale(bulge, 1 - 2 * x), scale(subtract(arrive, leave), x * (1 - x)));
  return {
    epochUtcMs,
    positionRtnKm: add(add(a.positionRtnKm, scale(chord, x)), scale(bulge, x * (1 - x))),
    velocityRtnKmPerS: add(scale(a.velocityRtnKmPerS, 1 - x), scale(b.velocityRtnKmPerS, x)),
    slopeRtnKmPerS: scale(add(chord, bend), 1 / durationS),
  };
}

function approach({ epochUtcMs, positionRtnKm, velocityRtnKmPerS }: Omit<Place, 'slopeRtnKmPerS'>): ClosestApproach {
  return {
    epochUtcMs,
    rangeKm: length(positionRtnKm),
    relativeSpeedKmPerS: length(velocityRtnKmPerS),
    positionRtnKm,
    atEdge: undefined,
  };
}
