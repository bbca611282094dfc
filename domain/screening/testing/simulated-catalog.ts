import type { ElementSet } from '../../orbits/element-set.ts';
import { createRandom, type Random } from '../../scenarios/random.ts';
import { earthMuKm3PerS2, earthRadiusKm, secondsPerDay } from '../../units.ts';

/** A family of orbits and its share of the catalog. */
interface OrbitFamily {
  readonly share: number;
  readonly perigeeKm: readonly [number, number];
  readonly apogeeKm: readonly [number, number] | 'as perigee';
  readonly inclinationsDeg: readonly number[];
}

/** Shares and orbits about as in the public catalog: mostly low orbits, at a few inclinations. */
const families: readonly OrbitFamily[] = [
  { share: 0.45, perigeeKm: [300, 620], apogeeKm: 'as perigee', inclinationsDeg: [53, 53, 43, 70, 97.6] },
  { share: 0.35, perigeeKm: [500, 1500], apogeeKm: 'as perigee', inclinationsDeg: [51.6, 65, 74, 82, 86.4, 98] },
  { share: 0.06, perigeeKm: [250, 800], apogeeKm: [900, 4000], inclinationsDeg: [28, 52, 66, 99] },
  { share: 0.04, perigeeKm: [19_000, 23_500], apogeeKm: 'as perigee', inclinationsDeg: [55, 56, 64.8] },
  { share: 0.05, perigeeKm: [200, 700], apogeeKm: [10_000, 39_500], inclinationsDeg: [7, 28, 47, 63.4] },
  { share: 0.05, perigeeKm: [35_700, 35_870], apogeeKm: 'as perigee', inclinationsDeg: [0.05, 0.05, 3, 8] },
];

/** Half of the spread about an inclination, degrees, and about a circular orbit, km. */
const inclinationSpreadDeg = 0.4;
const altitudeSpreadKm = 8;

/** A seeded catalog of objects with orbits as real ones have, element sets a day old at most. */
export function* simulatedCatalog(seed: number, count: number, epochUtcMs: number): Generator<ElementSet> {
  const random = createRandom(seed);
  for (let i = 0; i < count; i++) yield draw(String(100_000 + i), epochUtcMs, random);
}

function draw(catalogId: string, epochUtcMs: number, random: Random): ElementSet {
  const { perigeeKm, apogeeKm, inclinationsDeg } = pickFamily(random.next());
  const low = random.between(...perigeeKm);
  const high = apogeeKm === 'as perigee' ? low + random.between(0, altitudeSpreadKm) : random.between(...apogeeKm);
  const semiMajorAxisKm = earthRadiusKm + (low + high) / 2;
  const inclinationDeg = random.pick(inclinationsDeg) + random.between(-inclinationSpreadDeg, inclinationSpreadDeg);
  return {
    kind: 'element set',
    catalogId,
    epochUtcMs: epochUtcMs - random.int(86_400_000),
    meanMotionRevPerDay: (Math.sqrt(earthMuKm3PerS2 / semiMajorAxisKm ** 3) * secondsPerDay) / (2 * Math.PI),
    eccentricity: (high - low) / (2 * semiMajorAxisKm),
    inclinationDeg: Math.abs(inclinationDeg),
    raanDeg: random.between(0, 360),
    argPericenterDeg: random.between(0, 360),
    meanAnomalyDeg: random.between(0, 360),
    bstarPerEarthRadius: random.logBetween(1e-5, 1e-3),
    meanMotionDotRevPerDay2: 0,
    meanMotionDdotRevPerDay3: 0,
  };
}

function pickFamily(share: number): OrbitFamily {
  let rest = share;
  for (const family of families) {
    rest -= family.share;
    if (rest < 0) return family;
  }
  return families.at(-1)!;
}

/** Objects that fly with an asset: its own orbit with small differences, so that passes are slow and many. */
export function* simulatedCompanions(asset: ElementSet, seed: number, count: number): Generator<ElementSet> {
  const random = createRandom(seed);
  for (let i = 0; i < count; i++) {
    yield {
      ...asset,
      catalogId: String(200_000 + i),
      objectName: undefined,
      meanMotionRevPerDay: asset.meanMotionRevPerDay + 0.01 * random.normal(),
      eccentricity: asset.eccentricity + 0.0005 * random.next(),
      inclinationDeg: asset.inclinationDeg + 0.02 * random.normal(),
      raanDeg: asset.raanDeg + 0.02 * random.normal(),
      meanAnomalyDeg: asset.meanAnomalyDeg + 0.3 * random.normal(),
    };
  }
}

/** An asset where the catalog is densest: among the constellations at 550 km and 53 degrees. */
export function crowdedAsset(epochUtcMs: number): ElementSet {
  return {
    kind: 'element set',
    catalogId: '99999',
    objectName: 'ASSET',
    epochUtcMs,
    meanMotionRevPerDay: 15.05,
    eccentricity: 0.0002,
    inclinationDeg: 53,
    raanDeg: 20,
    argPericenterDeg: 90,
    meanAnomalyDeg: 40,
    bstarPerEarthRadius: 1e-4,
    meanMotionDotRevPerDay2: 0,
    meanMotionDdotRevPerDay3: 0,
  };
}
