import type { ElementSet } from '../orbits/element-set.ts';
import { sgp4Propagator } from '../propagation/sgp4.ts';
import type { Random } from '../scenarios/random.ts';
import { degToRad, msPerDay, radToDeg } from '../units.ts';

/** Radius of the geostationary orbit, km. */
const geostationaryKm = 42164;

/** Revolutions a day of an object that keeps its longitude. */
const siderealRevPerDay = 1.0027379;

/** Where an object is in a geostationary orbit, and how well its element sets say so. */
export interface GeostationaryHistory {
  readonly catalogId: string;
  readonly epochsUtcMs: readonly number[];
  /** Arc ahead of a body that drifts nowhere, km. */
  readonly aheadKm: (epochUtcMs: number) => number;
  /** Deviation of the element sets along the orbit, km. */
  readonly errorKm: number;
  readonly random: Random;
}

/** Element sets of an object that moves along the geostationary orbit, each with an error of its own. */
export function geostationaryHistory(history: GeostationaryHistory): ElementSet[] {
  const { epochsUtcMs, aheadKm, errorKm, random } = history;
  const startUtcMs = epochsUtcMs[0]!;
  return epochsUtcMs.map((epochUtcMs) => {
    const kmPerDay = aheadKm(epochUtcMs + msPerDay / 2) - aheadKm(epochUtcMs - msPerDay / 2);
    const set = setOf(history.catalogId, epochUtcMs, siderealRevPerDay + kmPerDay / (2 * Math.PI * geostationaryKm));
    const turnsRad = 2 * Math.PI * siderealRevPerDay * ((epochUtcMs - startUtcMs) / msPerDay);
    const wantedRad = turnsRad + (aheadKm(epochUtcMs) + errorKm * random.normal()) / geostationaryKm;
    return { ...set, meanAnomalyDeg: wrapDeg(set.meanAnomalyDeg + radToDeg(wantedRad - longitudeRad(set))) };
  });
}

function setOf(catalogId: string, epochUtcMs: number, meanMotionRevPerDay: number): ElementSet {
  return {
    kind: 'element set',
    catalogId,
    epochUtcMs,
    meanMotionRevPerDay,
    eccentricity: 1e-4,
    inclinationDeg: 0.05,
    raanDeg: 90,
    argPericenterDeg: 0,
    meanAnomalyDeg: 0,
    bstarPerEarthRadius: 0,
    meanMotionDotRevPerDay2: 0,
    meanMotionDdotRevPerDay3: 0,
  };
}

/** Angle along the equator at the epoch of a set, rad. */
function longitudeRad(set: ElementSet): number {
  const at = sgp4Propagator(set)(set.epochUtcMs);
  if (at.kind !== 'state') throw new Error(at.reason);
  return Math.atan2(at.positionTemeKm[1], at.positionTemeKm[0]);
}

const wrapDeg = (deg: number): number => radToDeg(((degToRad(deg) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI));
