import type { MotionLabel } from '../intentions/labels.ts';
import { collide, rendezvous } from './arriving-flights.ts';
import { isPlainCaseOf } from './definitions.ts';
import type { Flight } from './flight.ts';
import { flyBy, retreat, wander } from './passing-flights.ts';
import type { Random } from './random.ts';
import { flyAround, hover, type Setting } from './staying-flights.ts';

/** Mean motions of own spacecraft, rad/s: low orbits of 92 to 100 minutes, and the geostationary one. */
const lowOrbitRadPerS = [(2 * Math.PI) / 6000, (2 * Math.PI) / 5520] as const;
const geostationaryRadPerS = (2 * Math.PI) / 86164;

/** Ranges that scenarios start from, km; the largest keeps range / orbit radius below 0.01, where the model holds. */
const rangesKm = [0.1, 50] as const;

const flightOf: Readonly<Record<MotionLabel, (setting: Setting) => Flight>> = {
  hovering: hover,
  flyby: flyBy,
  flyaround: flyAround,
  rendezvous,
  collision: collide,
  retreat,
  randomness: wander,
};

/** Draws allowed until one is a plain case; the rarest motion needs fewer than ten on average. */
const mostDraws = 500;

/** Orbit of the own spacecraft: a low one, or the geostationary one. */
export type OwnOrbit = 'low' | 'geostationary';

/** Draws flights of a motion until one is a plain case of its definition; the orbit too, where none is given. */
export function flyMotion(motion: MotionLabel, random: Random, orbit?: OwnOrbit): Flight {
  for (let draw = 0; draw < mostDraws; draw++) {
    const isLow = orbit ? orbit === 'low' : random.chance(0.6);
    const meanMotionRadPerS = isLow ? random.between(...lowOrbitRadPerS) : geostationaryRadPerS;
    const flight = flightOf[motion]({ meanMotionRadPerS, rangeKm: random.logBetween(...rangesKm), random });
    if (isPlainCaseOf(motion, flight)) return flight;
  }
  throw new Error(`expected a plain case of ${motion} within ${mostDraws} draws, got none`);
}
