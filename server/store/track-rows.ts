import type { ReportedFacts, Track, TrackContext } from '#domain';
import { unpackStates } from './packed-states.ts';

/** A track as the store keeps it. */
export interface TrackRecord {
  readonly id: number;
  readonly logId: number;
  readonly logName: string;
  readonly track: Track;
  /** Why no evidence could be gathered from it, if so. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

/** The columns of {@link trackColumns} as the driver returns them. */
export interface TrackRow {
  id: number;
  log_id: number;
  log_name: string;
  source: string;
  target_id: string;
  reported: ReportedFacts;
  context: TrackContext | null;
  /** Base64, which drivers hand over an order faster than bytes. */
  states: string;
  refusal_code: string | null;
  refusal_message: string | null;
}

/** Columns of a track, `tracks` being aliased as `t` and its log as `l`. */
export const trackColumns = `t.id, t.log_id, t.source, l.name as log_name, t.target_id, t.reported, t.context,
  encode(t.states, 'base64') as states, t.refusal_code, t.refusal_message`;

/** Row → value. */
export const toTrackRecord = (row: TrackRow): TrackRecord => ({
  id: row.id,
  logId: row.log_id,
  logName: row.log_name,
  track: {
    kind: 'track',
    targetId: row.target_id,
    source: row.source,
    states: unpackStates(Buffer.from(row.states, 'base64')),
    reported: row.reported,
    ...(row.context === null ? {} : { context: row.context }),
  },
  refusal: row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message ?? '' },
});
