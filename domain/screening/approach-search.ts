import type { Sgp4Result } from '../propagation/sgp4.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { dot, length, subtract, type Vec3 } from '../vectors/vector.ts';
import type { AssetTable, TemeState } from './asset-table.ts';
import type { OrbitShell } from './orbit-shell.ts';

/** A time at which the range passes through a minimum, and the states then. */
export interface Approach {
  readonly epochUtcMs: number;
  readonly rangeKm: number;
  readonly relativeSpeedKmPerS: number;
  readonly asset: TemeState;
  readonly object: TemeState;
}

/** Shortest step, s: below it a minimum and a maximum of range cannot both hide, for orbits take minutes to turn. */
const shortestStepS = 20;

/** Accelerations of perturbations, as a factor on that of a spherical Earth. */
const perturbationFactor = 1.02;

/** The epoch of a minimum is placed to this, ms. */
const toleranceMs = 1;

/** The asset and an object at an epoch. */
interface Look {
  readonly epochUtcMs: number;
  readonly asset: TemeState;
  readonly object: TemeState;
  readonly rangeKm: number;
  readonly rangeRateKmPerS: number;
}

/**
 * Every approach of an object to the asset closer than a gate, within the asset's window.
 *
 * Steps as far as the two cannot possibly have come near each other: no range shrinks faster than both speeds together,
 * nor faster than its present rate and the accelerations of both allow. Only where that leaves less than a short step is
 * the range rate watched for a change of sign, and the minimum refined.
 *
 * @param propagate  state of the object; the search of an object ends where it decays
 */
export function findApproaches(
  asset: AssetTable,
  propagate: (epochUtcMs: number) => Sgp4Result,
  shell: OrbitShell,
  gateKm: number,
): readonly Approach[] {
  const look = (epochUtcMs: number) => lookAt(asset, propagate, epochUtcMs);
  const mostRateKmPerS = asset.mostSpeedKmPerS + shell.mostSpeedKmPerS;
  const gravity = (radiusKm: number) => earthMuKm3PerS2 / radiusKm ** 2;
  const mostPullKmPerS2 = perturbationFactor * (gravity(asset.leastRadiusKm) + gravity(shell.leastRadiusKm));

  const found: Approach[] = [];
  const { startUtcMs, endUtcMs } = asset.window;
  let here = look(startUtcMs);
  if (here && here.rangeKm <= gateKm && here.rangeRateKmPerS >= 0) found.push(approachOf(here));
  while (here && here.epochUtcMs < endUtcMs) {
    const clearS = clearTime(here, gateKm, mostRateKmPerS, mostPullKmPerS2);
    const stepS = Math.max(clearS, shortestStepS);
    const next = look(Math.min(here.epochUtcMs + stepS * 1000, endUtcMs));
    if (next === undefined) break;
    if (clearS < stepS && here.rangeRateKmPerS < 0 && next.rangeRateKmPerS >= 0) {
      const closest = refine(look, here, next);
      if (closest.rangeKm <= gateKm) found.push(approachOf(closest));
    }
    here = next;
  }
  if (here && here.epochUtcMs === endUtcMs && here.rangeKm <= gateKm && here.rangeRateKmPerS < 0) {
    found.push(approachOf(here));
  }
  return found;
}

/** How long the range certainly stays above the gate, s; 0 when it is below. */
function clearTime(
  { rangeKm, rangeRateKmPerS }: Look,
  gateKm: number,
  mostRateKmPerS: number,
  mostPullKmPerS2: number,
) {
  const roomKm = rangeKm - gateKm;
  if (roomKm <= 0) return 0;
  const bySpeedS = roomKm / mostRateKmPerS;
  const byPullS = (rangeRateKmPerS + Math.sqrt(rangeRateKmPerS ** 2 + 2 * mostPullKmPerS2 * roomKm)) / mostPullKmPerS2;
  return Math.max(bySpeedS, byPullS);
}

function lookAt(
  asset: AssetTable,
  propagate: (epochUtcMs: number) => Sgp4Result,
  epochUtcMs: number,
): Look | undefined {
  const object = propagate(epochUtcMs);
  if (object.kind === 'failed') return undefined;
  const own = asset.stateAt(epochUtcMs);
  const offset: Vec3 = subtract(object.positionTemeKm, own.positionTemeKm);
  const rangeKm = length(offset);
  const rate = dot(offset, subtract(object.velocityTemeKmPerS, own.velocityTemeKmPerS));
  return { epochUtcMs, asset: own, object, rangeKm, rangeRateKmPerS: rangeKm === 0 ? 0 : rate / rangeKm };
}

/** The minimum between a closing and an opening look, by halving. */
function refine(look: (epochUtcMs: number) => Look | undefined, closing: Look, opening: Look): Look {
  let [before, after] = [closing, opening];
  while (after.epochUtcMs - before.epochUtcMs > toleranceMs) {
    const middle = look((before.epochUtcMs + after.epochUtcMs) / 2);
    if (middle === undefined) break;
    if (middle.rangeRateKmPerS < 0) before = middle;
    else after = middle;
  }
  return before.rangeKm < after.rangeKm ? before : after;
}

const approachOf = ({ epochUtcMs, asset, object, rangeKm }: Look): Approach => ({
  epochUtcMs,
  rangeKm,
  relativeSpeedKmPerS: length(subtract(object.velocityTemeKmPerS, asset.velocityTemeKmPerS)),
  asset,
  object,
});
