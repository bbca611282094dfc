import { AppError } from '#errors';
import { fromGcrf } from '../frames/gcrf.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { length, type Vec3 } from '../vectors/vector.ts';

/** Step of the table: a cubic through four nodes is off by centimeters and tenths of a millimeter per second in low orbit. */
const stepMs = 10_000;

/** A position and a velocity in TEME, in which catalogs are propagated. */
export interface TemeState {
  readonly positionTemeKm: Vec3;
  readonly velocityTemeKmPerS: Vec3;
}

/** The asset over a window, ready to be asked a million times. */
export interface AssetTable {
  readonly window: TimeWindow;
  readonly leastRadiusKm: number;
  readonly mostRadiusKm: number;
  readonly mostSpeedKmPerS: number;
  /** Within the window. */
  stateAt(epochUtcMs: number): TemeState;
}

/**
 * Tabulates the asset over a window.
 *
 * @throws AppError `domain.no_common_time` when the asset is not known throughout the window
 */
export function tabulateAsset(asset: Trajectory, window: TimeWindow): AssetTable {
  const count = Math.max(4, Math.ceil((window.endUtcMs - window.startUtcMs) / stepMs) + 1);
  const spacingMs = (window.endUtcMs - window.startUtcMs) / (count - 1);
  const nodes = Array.from({ length: count }, (_, i) => nodeAt(asset, window.startUtcMs + i * spacingMs));
  const radiiKm = nodes.map(({ positionTemeKm }) => length(positionTemeKm));
  return {
    window,
    leastRadiusKm: radiiKm.reduce((a, b) => Math.min(a, b)),
    mostRadiusKm: radiiKm.reduce((a, b) => Math.max(a, b)),
    mostSpeedKmPerS: nodes.reduce((most, { velocityTemeKmPerS }) => Math.max(most, length(velocityTemeKmPerS)), 0),
    stateAt(epochUtcMs) {
      const place = (epochUtcMs - window.startUtcMs) / spacingMs;
      const first = Math.min(Math.max(Math.floor(place) - 1, 0), count - 4);
      return cubicThrough(nodes, first, place - first);
    },
  };
}

function nodeAt(asset: Trajectory, epochUtcMs: number): TemeState {
  const state = asset.stateAt(epochUtcMs);
  if (state) {
    const { positionKm, velocityKmPerS } = fromGcrf('TEME', state);
    return { positionTemeKm: positionKm, velocityTemeKmPerS: velocityKmPerS };
  }
  throw new AppError(
    'domain.no_common_time',
    `Expected ${asset.objectName} to be known throughout the window, got no state at ${new Date(epochUtcMs).toISOString()}.`,
    { hint: 'Choose a window within the ephemeris, or within days of the element set.' },
  );
}

/**
 * The cubic through four nodes, at a place counted in nodes from the first of them. Positions and velocities are treated
 * alike: SGP4's velocities are not exactly the rates of its positions, and those of asset and object must err together.
 */
function cubicThrough(nodes: readonly TemeState[], first: number, place: number): TemeState {
  const [p1, p2, p3] = [place - 1, place - 2, place - 3];
  const weights = [(-p1 * p2 * p3) / 6, (place * p2 * p3) / 2, (-place * p1 * p3) / 2, (place * p1 * p2) / 6];
  const sum = (componentOf: (node: TemeState) => number) =>
    weights.reduce((total, weight, i) => total + weight * componentOf(nodes[first + i]!), 0);
  return {
    positionTemeKm: [
      sum((node) => node.positionTemeKm[0]),
      sum((node) => node.positionTemeKm[1]),
      sum((node) => node.positionTemeKm[2]),
    ],
    velocityTemeKmPerS: [
      sum((node) => node.velocityTemeKmPerS[0]),
      sum((node) => node.velocityTemeKmPerS[1]),
      sum((node) => node.velocityTemeKmPerS[2]),
    ],
  };
}
