import type { InertialState } from '../frames/inertial-state.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { add, dot, length, scale } from '../vectors/vector.ts';

/**
 * The state of an object under the attraction of a spherical Earth alone, at another epoch before or after its own.
 *
 * Any conic: ellipse, parabola, hyperbola. Against the real Earth the missing oblateness shows first, in low orbit
 * about 2 km after ten minutes.
 *
 * @source Bate, Mueller and White 1971, chapter 4 (universal variables); Conway 1986, Celest. Mech. 39:199 (Laguerre's
 *         iteration); checked against Vallado 2013, example 2-4, in two-body.test.ts
 */
export function coastTwoBody(state: InertialState, toEpochUtcMs: number): InertialState {
  const { positionGcrfKm: r0, velocityGcrfKmPerS: v0 } = state;
  const startKm = length(r0);
  const rootMu = Math.sqrt(earthMuKm3PerS2);
  /** Radial velocity times distance, in units of √μ: √km. */
  const sigma0 = dot(r0, v0) / rootMu;
  /** Reciprocal of the semi-major axis; negative for a hyperbola, 1/km. */
  const alpha = 2 / startKm - dot(v0, v0) / earthMuKm3PerS2;
  const durationS = withinOneRevolution((toEpochUtcMs - state.epochUtcMs) / 1000, alpha);

  const chi = universalAnomaly(rootMu * durationS, startKm, sigma0, alpha);
  const { c, s } = stumpff(alpha * chi * chi);
  const f = 1 - (chi * chi * c) / startKm;
  const g = durationS - (chi * chi * chi * s) / rootMu;
  const position = add(scale(r0, f), scale(v0, g));
  const endKm = length(position);
  const fRate = (rootMu / (endKm * startKm)) * chi * (alpha * chi * chi * s - 1);
  const gRate = 1 - (chi * chi * c) / endKm;
  return {
    epochUtcMs: toEpochUtcMs,
    positionGcrfKm: position,
    velocityGcrfKmPerS: add(scale(r0, fRate), scale(v0, gRate)),
  };
}

/** On an ellipse whole revolutions change nothing; leaving them out keeps long coasts exact. */
function withinOneRevolution(durationS: number, alpha: number): number {
  if (alpha <= 0) return durationS;
  const periodS = (2 * Math.PI) / Math.sqrt(earthMuKm3PerS2 * alpha ** 3);
  return durationS - periodS * Math.round(durationS / periodS);
}

/** The hardest of 100 000 random conics took 28. */
const mostRounds = 50;

/** Convergence is cubic: after a step this small, relative to χ, the next one would be lost in rounding. */
const lastStep = 1e-9;

/**
 * Solves Kepler's equation in universal form for χ, √km.
 *
 * @param reach  √μ times the time of flight, km^1.5
 */
function universalAnomaly(reach: number, startKm: number, sigma0: number, alpha: number): number {
  let chi = firstGuess(reach, startKm, sigma0, alpha);
  for (let round = 0; round < mostRounds; round++) {
    const { c, s } = stumpff(alpha * chi * chi);
    const chi2 = chi * chi;
    const miss = sigma0 * chi2 * c + (1 - alpha * startKm) * chi2 * chi * s + startKm * chi - reach;
    const slope = sigma0 * chi * (1 - alpha * chi2 * s) + (1 - alpha * startKm) * chi2 * c + startKm;
    const curve = sigma0 * (1 - alpha * chi2 * c) + (1 - alpha * startKm) * chi * (1 - alpha * chi2 * s);
    const degree = 5;
    const root = Math.sqrt(Math.abs((degree - 1) ** 2 * slope * slope - degree * (degree - 1) * miss * curve));
    const step = (degree * miss) / (slope + Math.sign(slope) * root);
    chi -= step;
    if (Math.abs(step) <= lastStep * Math.abs(chi)) break;
  }
  return chi;
}

/** Where the iteration starts: as if the distance stayed, but no further than a hyperbola's exponential flight allows. */
function firstGuess(reach: number, startKm: number, sigma0: number, alpha: number): number {
  if (alpha > 0) return reach * alpha;
  const linear = reach / startKm;
  if (alpha === 0) return linear;
  const direction = Math.sign(reach);
  const root = Math.sqrt(-1 / alpha);
  const growth = (-2 * alpha * reach) / (sigma0 + direction * root * (1 - startKm * alpha));
  const exponential = root * Math.log(growth);
  return exponential > 0 && exponential < Math.abs(linear) ? direction * exponential : linear;
}

/** Stumpff's functions c₂ and c₃; by their series where the closed forms lose digits. */
function stumpff(z: number): { readonly c: number; readonly s: number } {
  if (Math.abs(z) < 0.1) {
    return {
      c: 1 / 2 - (z / 24) * (1 - (z / 30) * (1 - (z / 56) * (1 - (z / 90) * (1 - z / 132)))),
      s: 1 / 6 - (z / 120) * (1 - (z / 42) * (1 - (z / 72) * (1 - (z / 110) * (1 - z / 156)))),
    };
  }
  const root = Math.sqrt(Math.abs(z));
  return z > 0
    ? { c: (1 - Math.cos(root)) / z, s: (root - Math.sin(root)) / (root * z) }
    : { c: (Math.cosh(root) - 1) / -z, s: (Math.sinh(root) - root) / (root * -z) };
}
