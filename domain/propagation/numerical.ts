import type { InertialState } from '../frames/inertial-state.ts';
import { earthJ2, earthMuKm3PerS2, earthRadiusKm } from '../units.ts';
import type { Vec3 } from '../vectors/vector.ts';

/**
 * Longest step, rad of the circular orbit at the distance of the moment: short at perigee, long at apogee.
 *
 * After a day a low orbit is off by 0.1 m and a geostationary one by 2 mm, measured in numerical.test.ts. Two spacecraft side by side are off
 * together; their difference is better by the ratio of range to orbit radius.
 */
const longestStepRad = 0.02;

/** How each stage weighs the rates of the stages before it. @source Dormand and Prince 1980, table 2 */
const stageWeights = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
] as const;

/** How the step itself weighs them. */
const stepWeights = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84] as const;

/**
 * Moves an orbit in time, forward or backward, under the Earth's central field and its oblateness (J2).
 *
 * The oblateness is taken as symmetric about the z axis of GCRF, which stays within a third of a degree of the true
 * pole until 2050. No drag, Moon, Sun or light pressure. The steps depend on the state alone: the same numbers on
 * every machine.
 *
 * @returns undefined when the orbit meets the Earth on the way, or a number is not finite
 * @source Dormand and Prince 1980, J. Comput. Appl. Math. 6:19: RK5(4)7M, the fifth order without its error estimate
 */
export function propagate(state: InertialState, toEpochUtcMs: number): InertialState | undefined {
  const y = Float64Array.of(...state.positionGcrfKm, ...state.velocityGcrfKmPerS);
  const stage = new Float64Array(6);
  const rates = stageWeights.map(() => new Float64Array(6));

  let remainingS = (toEpochUtcMs - state.epochUtcMs) / 1000;
  if (!Number.isFinite(remainingS)) return undefined;
  while (remainingS !== 0) {
    const radiusKm = Math.sqrt(y[0]! * y[0]! + y[1]! * y[1]! + y[2]! * y[2]!);
    if (!(radiusKm >= earthRadiusKm && radiusKm < Number.POSITIVE_INFINITY)) return undefined;
    const longestS = longestStepRad * Math.sqrt(radiusKm ** 3 / earthMuKm3PerS2);
    const stepS = Math.min(Math.max(remainingS, -longestS), longestS);
    step(y, stepS, stage, rates);
    remainingS -= stepS;
  }
  return {
    epochUtcMs: toEpochUtcMs,
    positionGcrfKm: [y[0]!, y[1]!, y[2]!],
    velocityGcrfKmPerS: [y[3]!, y[4]!, y[5]!],
  };
}

/** Energy per mass of a coasting orbit, km²/s²: kinetic, central field and J2. Propagation keeps it. */
export function specificEnergy({ positionGcrfKm, velocityGcrfKmPerS }: InertialState): number {
  const [vx, vy, vz] = velocityGcrfKmPerS;
  return (vx * vx + vy * vy + vz * vz) / 2 + potential(positionGcrfKm);
}

/** Potential of the central field and J2, km²/s²; negative. @source Vallado 2013, section 8.6.1 */
export function potential([x, y, z]: Vec3): number {
  const r2 = x * x + y * y + z * z;
  const oblate = (earthJ2 * earthRadiusKm * earthRadiusKm) / r2;
  return (-earthMuKm3PerS2 / Math.sqrt(r2)) * (1 - oblate * ((1.5 * z * z) / r2 - 0.5));
}

/** One step in place; the other arrays are working space. */
function step(y: Float64Array, stepS: number, stage: Float64Array, rates: readonly Float64Array[]): void {
  for (const [i, weights] of stageWeights.entries()) {
    stage.set(y);
    addRates(stage, stepS, weights, rates);
    writeRates(stage, rates[i]!);
  }
  addRates(y, stepS, stepWeights, rates);
}

function addRates(y: Float64Array, stepS: number, weights: readonly number[], rates: readonly Float64Array[]): void {
  for (let j = 0; j < weights.length; j++) {
    const factor = stepS * weights[j]!;
    for (let i = 0; i < 6; i++) y[i]! += factor * rates[j]![i]!;
  }
}

/** Velocity, and acceleration as the gradient of {@link potential}. */
function writeRates(y: Float64Array, rates: Float64Array): void {
  const [px, py, pz] = [y[0]!, y[1]!, y[2]!];
  const r2 = px * px + py * py + pz * pz;
  const central = -earthMuKm3PerS2 / (r2 * Math.sqrt(r2));
  const oblate = (1.5 * earthJ2 * earthRadiusKm * earthRadiusKm) / r2;
  const polar = (5 * pz * pz) / r2;
  rates[0] = y[3]!;
  rates[1] = y[4]!;
  rates[2] = y[5]!;
  rates[3] = central * px * (1 + oblate * (1 - polar));
  rates[4] = central * py * (1 + oblate * (1 - polar));
  rates[5] = central * pz * (1 + oblate * (3 - polar));
}
