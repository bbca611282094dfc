import type { ScreenedApproach } from '#domain';
import type { Column } from './output.ts';

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Columns of approaches, one a row, units in the names. */
export const screeningColumns: readonly Column<ScreenedApproach>[] = [
  { header: 'object', value: (a) => a.objectId },
  { header: 'name', value: (a) => a.objectName },
  { header: 'tca_utc', value: (a) => new Date(a.tcaUtcMs).toISOString() },
  { header: 'range_km', value: (a) => rounded(a.rangeKm, 3) },
  { header: 'relative_speed_km_s', value: (a) => rounded(a.relativeSpeedKmPerS, 5) },
  { header: 'r_km', value: (a) => rounded(a.positionRtnKm[0], 3) },
  { header: 't_km', value: (a) => rounded(a.positionRtnKm[1], 3) },
  { header: 'n_km', value: (a) => rounded(a.positionRtnKm[2], 3) },
  { header: 'vr_km_s', value: (a) => rounded(a.velocityRtnKmPerS[0], 6) },
  { header: 'vt_km_s', value: (a) => rounded(a.velocityRtnKmPerS[1], 6) },
  { header: 'vn_km_s', value: (a) => rounded(a.velocityRtnKmPerS[2], 6) },
  { header: 'element_age_days', value: (a) => rounded(a.elementAgeDays, 2) },
];

/** All approaches of one object. */
interface ObjectApproaches {
  readonly count: number;
  readonly nearest: ScreenedApproach;
  readonly slowestKmPerS: number;
}

/** A line per object, the one with the slowest pass first. */
export function byObject(found: readonly ScreenedApproach[]): readonly ObjectApproaches[] {
  const objects = new Map<string, ObjectApproaches>();
  for (const one of found) {
    const known = objects.get(one.objectId);
    objects.set(one.objectId, {
      count: (known?.count ?? 0) + 1,
      nearest: known === undefined || one.rangeKm < known.nearest.rangeKm ? one : known.nearest,
      slowestKmPerS: Math.min(known?.slowestKmPerS ?? Number.POSITIVE_INFINITY, one.relativeSpeedKmPerS),
    });
  }
  return [...objects.values()];
}

/** Columns of objects as a table for people. */
export const objectColumns: readonly Column<ObjectApproaches>[] = [
  { header: 'object', value: ({ nearest }) => nearest.objectId },
  { header: 'name', value: ({ nearest }) => nearest.objectName },
  { header: 'passes', value: ({ count }) => count },
  { header: 'slowest km/s', value: ({ slowestKmPerS }) => slowestKmPerS.toFixed(4) },
  { header: 'nearest km', value: ({ nearest }) => nearest.rangeKm.toFixed(3) },
  { header: 'at', value: ({ nearest }) => new Date(nearest.tcaUtcMs).toISOString() },
  { header: 'age of elements d', value: ({ nearest }) => nearest.elementAgeDays.toFixed(1) },
];
