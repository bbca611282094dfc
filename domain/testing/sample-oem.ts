/** Metadata of a sample message; `undefined` leaves a keyword out. */
export type SampleMetadata = Readonly<Record<string, string | undefined>>;

/** Metadata that every reader takes. */
export const usualMetadata = {
  OBJECT_NAME: 'EXAMPLE 1',
  OBJECT_ID: '2026-001A',
  CENTER_NAME: 'EARTH',
  REF_FRAME: 'EME2000',
  TIME_SYSTEM: 'UTC',
  START_TIME: '2026-03-01T12:00:00',
  STOP_TIME: '2026-03-01T13:00:00',
} as const;

/** A state of a circular orbit at 7000 km, in a minute past 12:00 on 2026-03-01, as a line of an ephemeris. */
export function sampleState(
  minute: number,
  change: { readonly epoch?: string; readonly numbers?: string } = {},
): string {
  const epoch = change.epoch ?? `2026-03-01T12:${String(minute).padStart(2, '0')}:00.000`;
  return `${epoch} ${change.numbers ?? sampleNumbers(minute)}`;
}

function sampleNumbers(minute: number): string {
  const angle = 0.0647 * minute;
  const [x, y] = [7000 * Math.cos(angle), 7000 * Math.sin(angle)];
  const [vx, vy] = [-7.546 * Math.sin(angle), 7.546 * Math.cos(angle)];
  return [x, y, 0, vx, vy, 0].map((value) => value.toFixed(6)).join(' ');
}

/** A segment: metadata and what follows them. */
export function sampleSegment(lines: readonly string[], metadata: SampleMetadata = {}): string[] {
  const fields = Object.entries({ ...usualMetadata, ...metadata }).filter(([, value]) => value !== undefined);
  return ['META_START', ...fields.map(([keyword, value]) => `${keyword} = ${value}`), 'META_STOP', ...lines];
}

/** Lines of a message before its first segment. */
export const sampleHeader: readonly string[] = [
  'CCSDS_OEM_VERS = 2.0',
  'CREATION_DATE = 2026-03-01T00:00:00',
  'ORIGINATOR = EXAMPLE',
];

/** A covariance whose variances are one and whose covariances are a tenth, as lines of a block. */
export function sampleCovariance(minute: number, frame?: string): string[] {
  const rows = [0, 1, 2, 3, 4, 5].map((row) => [...Array.from({ length: row }, () => '0.1'), '1'].join(' '));
  const frameLine = frame === undefined ? [] : [`COV_REF_FRAME = ${frame}`];
  return [`EPOCH = 2026-03-01T12:${String(minute).padStart(2, '0')}:00`, ...frameLine, ...rows];
}
