import type { ObservationFormat } from '#domain';
import type { Words } from '../http/words.ts';

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

const titles: readonly (readonly [name: 'relative' | 'elements' | 'ephemerides' | 'conjunction', Formats])[] = [
  [
    'relative',
    [
      ['relative-state-csv', 'CSV'],
      ['relative-state-jsonl', null],
    ],
  ],
  [
    'elements',
    [
      ['tle', 'TLE'],
      ['omm-csv', 'OMM CSV'],
      ['omm-json', 'OMM JSON'],
      ['omm-xml', 'OMM XML'],
      ['omm-kvn', 'OMM KVN'],
    ],
  ],
  [
    'ephemerides',
    [
      ['oem-kvn', 'OEM KVN'],
      ['oem-xml', 'OEM XML'],
    ],
  ],
  [
    'conjunction',
    [
      ['cdm-kvn', 'CDM KVN'],
      ['cdm-xml', 'CDM XML'],
      ['cdm-json', 'CDM JSON'],
    ],
  ],
];

/** Formats with their proper names; the one without is called by the catalogs. */
type Formats = readonly (readonly [format: ObservationFormat, title: string | null])[];

/** Every kind of file with observations, in the words of a reader. */
export const observationKinds = (words: Words): readonly ObservationKind[] =>
  titles.map(([name, formats]) => ({
    title: words.t(`formats.${name}.title`),
    what: words.t(`formats.${name}.what`),
    becomes: words.t(`formats.${name}.becomes`),
    standard: words.t(`formats.${name}.standard`),
    formats: formats.map(([format, title]) => ({ format, title: title ?? words.t('formats.jsonLines') })),
  }));
