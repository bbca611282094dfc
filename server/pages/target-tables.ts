import type { Track } from '#domain';
import type { CsvTable } from '../http/csv.ts';
import type { Page } from '../http/respond.ts';
import type { FoundTarget } from './find-target.ts';

/** The states of a target as a relative-state log, which can be read again. */
export function stateTable({ targetId, states }: Track): CsvTable {
  return {
    columns: ['target', 'epoch_utc', 'r_km', 't_km', 'n_km', 'vr_km_s', 'vt_km_s', 'vn_km_s'],
    rows: states.map(({ epochUtcMs, positionRtnKm, velocityRtnKmPerS }) => [
      targetId,
      new Date(epochUtcMs).toISOString(),
      ...positionRtnKm,
      ...velocityRtnKmPerS,
    ]),
  };
}

/** Every closest approach of a target, for the exports; the page of the target shows the nearest. */
export function approachesPage({ targetId, evidence }: FoundTarget): Page {
  const approaches = evidence?.motionFacts.closestApproaches ?? [];
  return {
    view: 'target',
    title: targetId,
    section: 'targets',
    model: {},
    json: { kind: 'closest approaches', targetId, rows: approaches },
    csv: {
      columns: ['target', 'epoch_utc', 'range_km', 'speed_km_s', 'r_km', 't_km', 'n_km', 'at_edge'],
      rows: approaches.map(({ epochUtcMs, rangeKm, relativeSpeedKmPerS, positionRtnKm, atEdge }) => [
        targetId,
        new Date(epochUtcMs).toISOString(),
        rangeKm,
        relativeSpeedKmPerS,
        ...positionRtnKm,
        atEdge ?? null,
      ]),
    },
  };
}
