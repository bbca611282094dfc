import { farthestProximityKm } from '../../proximity/proximity-limit.ts';
import { distance, length } from '../../vectors/vector.ts';
import type { RelativeState } from '../track.ts';

/** Ratios that tell a factor of a thousand, with room for what changes between two rows. */
const thousandfold = { least: 400, most: 2500 } as const;

/** A jump must exceed what the speeds allow by this factor before a unit is blamed for it. */
const jumpFactor = 5;

/** A jump in one component must also exceed this share of the range, which noise does not, before a unit is blamed. */
const componentShareOfRange = 0.5;

const components = ['a radial position', 'an in-track position', 'a cross-track position'] as const;

/** Slower than three centimeters per second a target is at rest: thrust brings it there, and away from there. */
const restKmPerS = 3e-5;

/**
 * Says which unit a row probably has wrong, seen beside another row of the same target; undefined when they agree.
 *
 * A position is in doubt when the range or one component differs a thousandfold and the speeds cannot explain the jump;
 * a velocity when the speed differs a thousandfold and the distance covered is nearer what the smaller one covers.
 */
export function findUnitConflict(before: RelativeState, after: RelativeState): string | undefined {
  const durationS = Math.abs(after.epochUtcMs - before.epochUtcMs) / 1000;
  const rangesKm = [length(before.positionRtnKm), length(after.positionRtnKm)] as const;
  const speedsKmPerS = [length(before.velocityRtnKmPerS), length(after.velocityRtnKmPerS)] as const;
  const jumpKm = distance(before.positionRtnKm, after.positionRtnKm);

  if (jumpKm > jumpFactor * Math.max(...speedsKmPerS) * durationS) {
    if (isThousandfold(...rangesKm)) return tell('a range', 'km', ...rangesKm, before.line);
    const component = before.positionRtnKm.findIndex((oneKm, axis) => {
      const otherKm = after.positionRtnKm[axis]!;
      const isJump = Math.abs(otherKm - oneKm) > componentShareOfRange * Math.min(...rangesKm);
      return isJump && isThousandfold(Math.abs(oneKm), Math.abs(otherKm));
    });
    if (component >= 0) {
      const [oneKm, otherKm] = [before.positionRtnKm[component]!, after.positionRtnKm[component]!];
      return tell(components[component]!, 'km', Math.abs(oneKm), Math.abs(otherKm), before.line);
    }
  }
  if (isAtRest(speedsKmPerS)) return undefined;
  const middleSpeedKmPerS = Math.sqrt(speedsKmPerS[0] * speedsKmPerS[1]);
  if (isThousandfold(...speedsKmPerS) && jumpKm < middleSpeedKmPerS * durationS) {
    return tell('a speed', 'km/s', ...speedsKmPerS, before.line);
  }
  return undefined;
}

/** Says so when a range is too large for a relative position. */
export function findRangeExcess({ positionRtnKm }: RelativeState): string | undefined {
  const rangeKm = length(positionRtnKm);
  if (rangeKm <= farthestProximityKm) return undefined;
  return `expected a range within ${farthestProximityKm} km, got ${short(rangeKm)} km; m were probably given where km were expected`;
}

/** A target may brake to a stop or set off between two rows, which looks like a speed off by a thousand. */
function isAtRest(speedsKmPerS: readonly [number, number]): boolean {
  return Math.min(...speedsKmPerS) < restKmPerS;
}

function isThousandfold(one: number, other: number): boolean {
  const ratio = Math.max(one, other) / Math.min(one, other);
  return ratio >= thousandfold.least && ratio <= thousandfold.most;
}

function tell(what: string, unit: string, expected: number, got: number, line: number): string {
  const smaller = unit.replace('km', 'm');
  const cause =
    got > expected
      ? `${smaller} were probably given where ${unit} were expected`
      : `the value was probably divided by 1000 although it was in ${unit} already`;
  return `expected ${what} near ${short(expected)} ${unit} as in line ${line}, got ${short(got)} ${unit}; ${cause}`;
}

const short = (value: number) => Number(value.toPrecision(3));
