import type { Vec3 } from '../vectors/vector.ts';

/** Position and velocity at a time, in one inertial frame. */
export interface Node {
  /** Seconds from any origin near by. */
  readonly timeS: number;
  readonly positionKm: Vec3;
  readonly velocityKmPerS: Vec3;
}

export type PositionAndVelocity = Omit<Node, 'timeS'>;

/**
 * Hermite's polynomial through positions and velocities of n nodes, of degree 2n − 1; the velocity is its derivative.
 *
 * @param nodes  at least one, no two at the same time
 * @source Press et al. 2007, section 3.5 (divided differences with every node doubled)
 */
export function interpolateHermite(nodes: readonly Node[], timeS: number): PositionAndVelocity {
  const abscissas = nodes.flatMap(({ timeS: t }) => [t, t]);
  const axis = (k: 0 | 1 | 2): readonly [number, number] => {
    const differences = nodes.flatMap(({ positionKm }) => [positionKm[k], positionKm[k]]);
    for (let order = 1; order < abscissas.length; order++) {
      for (let i = abscissas.length - 1; i >= order; i--) {
        const spanS = abscissas[i]! - abscissas[i - order]!;
        differences[i] =
          spanS === 0 ? nodes[i >> 1]!.velocityKmPerS[k] : (differences[i]! - differences[i - 1]!) / spanS;
      }
    }
    return newtonForm(abscissas, differences, timeS);
  };
  return gathered(axis(0), axis(1), axis(2));
}

/**
 * Lagrange's polynomials through n nodes, of degree n − 1: one through the positions, one through the velocities.
 *
 * @param nodes  at least one, no two at the same time
 */
export function interpolateLagrange(nodes: readonly Node[], timeS: number): PositionAndVelocity {
  const positionKm: [number, number, number] = [0, 0, 0];
  const velocityKmPerS: [number, number, number] = [0, 0, 0];
  for (const [i, node] of nodes.entries()) {
    let weight = 1;
    for (const [j, other] of nodes.entries()) {
      if (j !== i) weight *= (timeS - other.timeS) / (node.timeS - other.timeS);
    }
    for (const k of [0, 1, 2] as const) {
      positionKm[k] += weight * node.positionKm[k];
      velocityKmPerS[k] += weight * node.velocityKmPerS[k];
    }
  }
  return { positionKm, velocityKmPerS };
}

/** Value and derivative of a polynomial given by its divided differences. */
function newtonForm(
  abscissas: readonly number[],
  differences: readonly number[],
  at: number,
): readonly [number, number] {
  let value = 0;
  let rate = 0;
  for (let i = differences.length - 1; i >= 0; i--) {
    rate = rate * (at - abscissas[i]!) + value;
    value = value * (at - abscissas[i]!) + differences[i]!;
  }
  return [value, rate];
}

type Axis = readonly [value: number, rate: number];
const gathered = (x: Axis, y: Axis, z: Axis): PositionAndVelocity => ({
  positionKm: [x[0], y[0], z[0]],
  velocityKmPerS: [x[1], y[1], z[1]],
});
