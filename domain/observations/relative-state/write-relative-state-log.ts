import { formatEpochUtc } from '../../time/epoch-utc.ts';
import { revPerDayToRadPerS } from '../../units.ts';
import { joinCsvLine } from '../text/csv-line.ts';
import type { RelativeState, Track } from '../track.ts';
import type { LogFormat } from './log-format.ts';
import { factColumns, identityColumns, ownOrbitColumns, rtnColumns } from './row.ts';

const columns = [...identityColumns, ...rtnColumns, ...factColumns, ...ownOrbitColumns] as const;

/**
 * Writes tracks as a log that {@link readRelativeStates} reads back unchanged, row by row.
 *
 * Tracks come one after the other, remarks in the first row of each. JSON lines leave out what is unknown, CSV leaves the cell empty; line breaks in
 * reported words become spaces in CSV. Of the context only the own orbit is written; its mean motion comes back within
 * two units in the last place, for the log has it in revolutions per day.
 */
export function* writeRelativeStateLog(tracks: Iterable<Track>, format: LogFormat): Generator<string, void, undefined> {
  if (format === 'csv') yield `${columns.join(',')}\n`;
  for (const track of tracks) {
    for (const [i, state] of track.states.entries()) {
      const row = toRow(track, state, i === 0);
      yield format === 'csv' ? `${joinCsvLine(columns.map((name) => row[name]))}\n` : `${JSON.stringify(row)}\n`;
    }
  }
}

type WrittenRow = Readonly<Record<(typeof columns)[number], string | number | undefined>>;

function toRow(
  { targetId, reported, context }: Track,
  { epochUtcMs, positionRtnKm, velocityRtnKmPerS }: RelativeState,
  isFirst: boolean,
): WrittenRow {
  const ownMeanMotionRadPerS = context?.ownMeanMotionRadPerS;
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
    remarks: isFirst ? reported.remarks : undefined,
    own_mean_motion_rev_per_day: ownMeanMotionRadPerS && ownMeanMotionRadPerS / revPerDayToRadPerS(1),
    own_eccentricity: context?.ownEccentricity,
  };
}
