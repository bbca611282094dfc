import type { Vec3 } from '../vectors/vector.ts';
import { cross, length, scale } from '../vectors/vector.ts';
import type { Random } from './random.ts';

const radial: Vec3 = [1, 0, 0];
const inTrack: Vec3 = [0, 1, 0];

/** A direction as targets come from: mostly along the in-track or the radial axis, at times from anywhere. */
export function approachDirection(random: Random): Vec3 {
  const kind = random.pick(['in-track', 'in-track', 'radial', 'anywhere']);
  if (kind === 'anywhere') return anyDirection(random);
  return scale(kind === 'radial' ? radial : inTrack, random.pick([1, -1]));
}

/** A unit vector, every direction as likely. */
export function anyDirection(random: Random): Vec3 {
  return unit([random.normal(), random.normal(), random.normal()]);
}

/** A unit vector at right angles to another, every one as likely. */
export function sidewaysOf(direction: Vec3, random: Random): Vec3 {
  return unit(cross(direction, anyDirection(random)));
}

function unit(vector: Vec3): Vec3 {
  return scale(vector, 1 / length(vector));
}
