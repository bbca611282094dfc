import { relativeStateRtn } from '../frames/rtn.ts';
import type { ElementSet } from '../orbits/element-set.ts';
import { sgp4Propagator } from '../propagation/sgp4.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import type { TimeWindow } from '../time/time-window.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { type Approach, findApproaches } from './approach-search.ts';
import { type AssetTable, tabulateAsset } from './asset-table.ts';
import { shellOf, shellsMeet } from './orbit-shell.ts';

/** What counts as worth a look. */
export interface ScreeningGates {
  readonly rangeKm: number;
  /** Faster passes are left out. @default no limit */
  readonly relativeSpeedKmPerS?: number | undefined;
}

/** An approach of a catalog object to the asset. */
export interface ScreenedApproach {
  readonly kind: 'screened approach';
  readonly objectId: string;
  readonly objectName: string;
  /** Time of closest approach, UTC, ms since 1970-01-01. */
  readonly tcaUtcMs: number;
  readonly rangeKm: number;
  readonly relativeSpeedKmPerS: number;
  /** RTN of the asset. */
  readonly positionRtnKm: Vec3;
  readonly velocityRtnKmPerS: Vec3;
  /** Age of the element set at closest approach, days; negative when its epoch is later. */
  readonly elementAgeDays: number;
}

/** What became of one object of the catalog. */
export interface ScreenedObject {
  readonly outcome: 'never meets' | 'searched' | 'is the asset';
  readonly approaches: readonly ScreenedApproach[];
}

/**
 * Screens a catalog against one asset: yields one result per object, in the order of the catalog.
 *
 * Objects whose orbits never come near the asset's are left out by geometry; the rest are searched without gaps.
 *
 * @throws AppError `domain.no_common_time` when the asset is not known throughout the window
 */
export function* screenCatalog(
  asset: Trajectory,
  catalog: Iterable<ElementSet>,
  window: TimeWindow,
  gates: ScreeningGates,
): Generator<ScreenedObject, void, undefined> {
  const table = tabulateAsset(asset, window);
  for (const set of catalog) {
    if (set.catalogId === asset.objectId) yield { outcome: 'is the asset', approaches: [] };
    else yield screenObject(table, set, gates);
  }
}

function screenObject(asset: AssetTable, set: ElementSet, gates: ScreeningGates): ScreenedObject {
  const shell = shellOf(set);
  if (!shellsMeet(asset, shell, gates.rangeKm)) return { outcome: 'never meets', approaches: [] };
  const slowest = gates.relativeSpeedKmPerS ?? Number.POSITIVE_INFINITY;
  const approaches = findApproaches(asset, sgp4Propagator(set), shell, gates.rangeKm)
    .filter((approach) => approach.relativeSpeedKmPerS <= slowest)
    .map((approach) => screened(set, approach));
  return { outcome: 'searched', approaches };
}

function screened(
  set: ElementSet,
  { epochUtcMs, rangeKm, relativeSpeedKmPerS, asset, object }: Approach,
): ScreenedApproach {
  // Both are in TEME, whose axes serve as inertial ones here.
  const state = ({ positionTemeKm, velocityTemeKmPerS }: Approach['asset']) => ({
    epochUtcMs,
    positionGcrfKm: positionTemeKm,
    velocityGcrfKmPerS: velocityTemeKmPerS,
  });
  return {
    kind: 'screened approach',
    objectId: set.catalogId,
    objectName: set.objectName ?? set.catalogId,
    tcaUtcMs: epochUtcMs,
    rangeKm,
    relativeSpeedKmPerS,
    ...relativeStateRtn(state(asset), state(object)),
    elementAgeDays: (epochUtcMs - set.epochUtcMs) / 86_400_000,
  };
}
