import type { Track } from '#domain';
import type { CsvCell, CsvTable } from '../http/csv.ts';
import type { Page } from '../http/respond.ts';
import type { FoundTarget } from './find-target.ts';
import { closingRateKmPerS, rangeKm } from './plots/relative-numbers.ts';

/** The states of a target as a relative-state log, which can be read again. */
export function stateTable({ targetId, states }: Track): CsvTable {
  return {
    columns: ['target', 'epoch_utc', 'r_km', 't_km', 'n_km', 'vr_km_s', 'vt_km_s', 'vn_km_s'],
    rows: stateRows(targetId, states),
  };
}

/** One row after another, made when they are written: most pages never write their table. */
function* stateRows(targetId: string, states: Track['states']): Generator<readonly CsvCell[]> {
  for (const { epochUtcMs, positionRtnKm, velocityRtnKmPerS } of states)
    yield [targetId, new Date(epochUtcMs).toISOString(), ...positionRtnKm, ...velocityRtnKmPerS];
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

/** What the plots of a target show, a row for each state: for the exports, which leave no state out. */
export function seriesPage({ targetId, trackRecord, evidence }: FoundTarget): Page {
  const intervals = evidence?.context?.lighting?.intervals ?? [];
  const lightAt = (utcMs: number) =>
    intervals.find(({ startUtcMs, endUtcMs }) => startUtcMs <= utcMs && utcMs < endUtcMs)?.lighting ?? null;
  const rows = trackRecord.track.states.map((state) => ({
    epochUtcMs: state.epochUtcMs,
    rangeKm: rangeKm(state),
    closingRateKmPerS: closingRateKmPerS(state),
    positionRtnKm: state.positionRtnKm,
    lighting: lightAt(state.epochUtcMs),
  }));
  return {
    view: 'target',
    title: targetId,
    section: 'targets',
    model: {},
    json: { kind: 'series', targetId, rows },
    csv: {
      columns: ['target', 'epoch_utc', 'range_km', 'closing_rate_km_s', 'r_km', 't_km', 'n_km', 'lighting'],
      rows: rows.map((row) => [
        targetId,
        new Date(row.epochUtcMs).toISOString(),
        row.rangeKm,
        row.closingRateKmPerS,
        ...row.positionRtnKm,
        row.lighting,
      ]),
    },
  };
}
