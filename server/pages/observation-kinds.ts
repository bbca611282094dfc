import type { ObservationFormat } from '#domain';

/** A kind of file the upload takes. */
export interface ObservationKind {
  readonly title: string;
  /** What one file holds. */
  readonly what: string;
  /** What it becomes. */
  readonly becomes: string;
  readonly standard: string;
  /** The ways it may be written; the order is that of the choices in the form. */
  readonly formats: readonly { readonly format: ObservationFormat; readonly title: string }[];
}

/** Every kind of file with observations, in the words of the pages. */
export const observationKinds: readonly ObservationKind[] = [
  {
    title: 'Relative-state log',
    what: 'states of targets relative to the own spacecraft, one a row',
    becomes: 'one track per target, as it stands',
    standard: 'ours, below',
    formats: [
      { format: 'relative-state-csv', title: 'CSV' },
      { format: 'relative-state-jsonl', title: 'JSON lines' },
    ],
  },
  {
    title: 'Mean elements',
    what: 'element sets of two or more objects: a catalog, or one file each',
    becomes: 'every object that comes within 1000 km of the own spacecraft, by SGP4',
    standard: 'TLE, Alpha-5 numbers too; OMM, CCSDS 502.0-B-3',
    formats: [
      { format: 'tle', title: 'TLE' },
      { format: 'omm-csv', title: 'OMM CSV' },
      { format: 'omm-json', title: 'OMM JSON' },
      { format: 'omm-xml', title: 'OMM XML' },
      { format: 'omm-kvn', title: 'OMM KVN' },
    ],
  },
  {
    title: 'Ephemerides',
    what: 'states of two or more objects over time, with covariance if there is one',
    becomes: 'every object relative to the own spacecraft, interpolated over the time both are known',
    standard: 'OEM, CCSDS 502.0-B-3',
    formats: [
      { format: 'oem-kvn', title: 'OEM KVN' },
      { format: 'oem-xml', title: 'OEM XML' },
    ],
  },
  {
    title: 'Conjunction message',
    what: 'states of two objects at their closest approach',
    becomes: 'ten minutes before and after it, object 2 seen from object 1',
    standard: 'CDM, CCSDS 508.0-B-1; JSON as Space-Track writes it',
    formats: [
      { format: 'cdm-kvn', title: 'CDM KVN' },
      { format: 'cdm-xml', title: 'CDM XML' },
      { format: 'cdm-json', title: 'CDM JSON' },
    ],
  },
];
