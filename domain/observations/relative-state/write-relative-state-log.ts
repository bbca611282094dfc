import { formatEpochUtc } from '../../time/epoch-utc.ts';
import { joinCsvLine } from '../text/csv-line.ts';
import type { RelativeState, Track } from '../track.ts';
import type { LogFormat } from './log-format.ts';
import { type ObservationRow, optionalColumns, requiredColumns } from './observation-row.ts';

const columns = [...requiredColumns, ...optionalColumns];

/**
 * Writes tracks as a log that {@link readRelativeStateLog} reads back unchanged, line by line.
 *
 * Tracks come one after the other. JSON lines leave out what is unknown, CSV leaves the cell empty; line breaks in
 * reported words become spaces in CSV.
 */
export function* writeRelativeStateLog(tracks: Iterable<Track>, format: LogFormat): Generator<string, void, undefined> {
  if (format === 'csv') yield `${columns.join(',')}\n`;
  for (const track of tracks) {
    for (const state of track.states) {
      const row = toRow(track, state);
      yield format === 'csv' ? `${joinCsvLine(columns.map((name) => row[name]))}\n` : `${JSON.stringify(row)}\n`;
    }
  }
}

type PartialRow = { readonly [name in keyof ObservationRow]: ObservationRow[name] | undefined };

function toRow(
  { targetId, reported }: Track,
  { epochUtcMs, positionRtnKm, velocityRtnKmPerS }: RelativeState,
): PartialRow {
  return {
    target: targetId,
    epoch_utc: formatEpochUtc(epochUtcMs),
    r_km: positionRtnKm[0],
    t_km: positionRtnKm[1],
    n_km: positionRtnKm[2],
    vr_km_s: velocityRtnKmPerS[0],
    vt_km_s: velocityRtnKmPerS[1],
    vn_km_s: velocityRtnKmPerS[2],
    own_spacecraft: reported.ownSpacecraft,
    size: reported.size,
    cooperation: reported.cooperation,
    device: reported.device,
    lighting: reported.lighting,
    electromagnetic: reported.electromagnetic,
  };
}
