import type { InertialState } from '../frames/inertial-state.ts';
import { eccentricToTrueAnomaly, meanToEccentricAnomaly } from '../orbits/anomalies.ts';
import { meanMotionRadPerS, semiMajorAxisKm, stateFromKeplerian } from '../orbits/keplerian.ts';
import { degToRad, earthRadiusKm } from '../units.ts';
import type { Random } from './random.ts';

/**
 * Where the own spacecraft flies: in a low orbit of 92 to 100 minutes, the geostationary one, or a long ellipse: between
 * a low perigee and anywhere up to beyond the geostationary ring, or Molniya's.
 */
export type OwnOrbitKind = 'low' | 'geostationary' | 'eccentric';

/** Orbit of the own spacecraft: its state when a flight begins, and the elements osculating then. */
export interface OwnOrbit {
  readonly state: InertialState;
  readonly semiMajorAxisKm: number;
  readonly meanMotionRadPerS: number;
  readonly eccentricity: number;
}

interface Shape {
  readonly semiMajorAxisKm: number;
  readonly eccentricity: number;
  readonly inclinationDeg: number;
}

const siderealDayS = 86164.1;
const leastPerigeeKm = earthRadiusKm + 300;

/** Inclinations of low orbits that are much used: launch sites, stations, constellations, Sun-synchronous ones. */
const lowInclinationsDeg = [28.5, 51.6, 53, 63.4, 86.4, 97.6, 98.2] as const;

/** Inclinations of transfer orbits: near-equatorial launch sites and others. */
const transferInclinationsDeg = [7, 28.5, 51.6, 63.4] as const;

const shapeOf: Readonly<Record<OwnOrbitKind, (random: Random) => Shape>> = {
  low(random) {
    const axisKm = axisOfPeriod(60 * random.between(92, 100));
    const eccentricity = random.between(0, Math.min(0.02, 1 - leastPerigeeKm / axisKm));
    return { semiMajorAxisKm: axisKm, eccentricity, inclinationDeg: random.pick(lowInclinationsDeg) };
  },
  geostationary: (random) => ({
    semiMajorAxisKm: axisOfPeriod(siderealDayS),
    eccentricity: random.between(0, 0.001),
    inclinationDeg: random.between(0, 3),
  }),
  eccentric: (random) => (random.chance(0.3) ? molniya(random) : transferOrbit(random)),
};

const molniya = (random: Random): Shape => ({
  semiMajorAxisKm: axisOfPeriod(siderealDayS / 2),
  eccentricity: random.between(0.65, 0.7),
  inclinationDeg: 63.4,
});

function transferOrbit(random: Random): Shape {
  const eccentricity = random.between(0.1, 0.7);
  const perigeeKm = leastPerigeeKm + random.between(0, 1700);
  return {
    semiMajorAxisKm: perigeeKm / (1 - eccentricity),
    eccentricity,
    inclinationDeg: random.pick(transferInclinationsDeg),
  };
}

/** An orbit of a kind: node, perigee and place on it anywhere. */
export function drawOwnOrbit(kind: OwnOrbitKind, epochUtcMs: number, random: Random): OwnOrbit {
  const shape = shapeOf[kind](random);
  const angleRad = () => random.between(0, 2 * Math.PI);
  const state = stateFromKeplerian({
    kind: 'keplerian elements',
    epochUtcMs,
    semiMajorAxisKm: shape.semiMajorAxisKm,
    eccentricity: shape.eccentricity,
    inclinationRad: degToRad(shape.inclinationDeg),
    raanRad: angleRad(),
    argOfPerigeeRad: angleRad(),
    trueAnomalyRad: eccentricToTrueAnomaly(meanToEccentricAnomaly(angleRad(), shape.eccentricity), shape.eccentricity),
  });
  return { ...shape, state, meanMotionRadPerS: meanMotionRadPerS(shape.semiMajorAxisKm) };
}

const axisOfPeriod = (periodS: number) => semiMajorAxisKm((2 * Math.PI) / periodS);
