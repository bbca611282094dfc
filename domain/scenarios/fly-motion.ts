import type { MotionLabel } from '../intentions/labels.ts';
import { collide, rendezvous } from './arriving-flights.ts';
import { isPlainCaseOf } from './definitions.ts';
import type { Flight } from './flight.ts';
import { drawOwnOrbit, type OwnOrbitKind } from './own-orbit.ts';
import { flyBy, retreat, wander } from './passing-flights.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';
import { flyAround, hover } from './staying-flights.ts';

/** Least range that scenarios start from, km. */
const leastRangeKm = 0.1;

/** The largest as a share of the radius of perigee: about 50 km in a low orbit, 300 km in the geostationary one. */
const largestRangeShare = 0.0075;

const flightOf: Readonly<Record<MotionLabel, (setting: Setting) => Flight | undefined>> = {
  hovering: hover,
  flyby: flyBy,
  flyaround: flyAround,
  rendezvous,
  collision: collide,
  retreat,
  randomness: wander,
};

/** Draws allowed until one is a plain case; the rarest, a rendezvous about an eccentric orbit, needs two on average. */
const mostDraws = 500;

/** Draws flights of a motion until one is a plain case of its definition; the kind of orbit too, where none is given. */
export function flyMotion(motion: MotionLabel, startUtcMs: number, random: Random, orbit?: OwnOrbitKind): Flight {
  const kind = orbit ?? usualOrbitKind(random);
  for (let draw = 0; draw < mostDraws; draw++) {
    const own = drawOwnOrbit(kind, startUtcMs, random);
    const largestRangeKm = largestRangeShare * own.semiMajorAxisKm * (1 - own.eccentricity);
    const flight = flightOf[motion]({ own, rangeKm: random.logBetween(leastRangeKm, largestRangeKm), random });
    if (flight && isPlainCaseOf(motion, flight)) return flight;
  }
  throw new Error(`expected a plain case of ${motion} within ${mostDraws} draws, got none`);
}

function usualOrbitKind(random: Random): OwnOrbitKind {
  const share = random.next();
  if (share < 0.55) return 'low';
  return share < 0.9 ? 'geostationary' : 'eccentric';
}
