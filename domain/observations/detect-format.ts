import { splitCsvLine } from './text/csv-line.ts';

/** What observations may be written in. */
export const observationFormats = [
  'tle',
  'omm-kvn',
  'omm-xml',
  'omm-json',
  'omm-csv',
  'oem-kvn',
  'oem-xml',
  'cdm-kvn',
  'cdm-xml',
  'cdm-json',
  'relative-state-csv',
  'relative-state-jsonl',
] as const;

export type ObservationFormat = (typeof observationFormats)[number];

/** Endings of names, for files whose content does not tell. */
const formatOfEnding: ReadonlyMap<string, ObservationFormat> = new Map([
  ['tle', 'tle'],
  ['2le', 'tle'],
  ['3le', 'tle'],
  ['omm', 'omm-kvn'],
  ['oem', 'oem-kvn'],
  ['cdm', 'cdm-kvn'],
  ['jsonl', 'relative-state-jsonl'],
  ['ndjson', 'relative-state-jsonl'],
]);

/**
 * Tells the format of a file from its beginning, or by its name when the content does not tell.
 *
 * @param head  the first characters of the file, some ten thousand of them; may end anywhere
 * @param name  of the file, only its ending counts
 */
export function detectFormat(head: string, name: string): ObservationFormat | undefined {
  const lines = head
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return formatOfContent(lines) ?? formatOfEnding.get(ending);
}

function formatOfContent(lines: readonly string[]): ObservationFormat | undefined {
  const [first = ''] = lines;
  if (first.startsWith('<')) return formatOfXml(lines);
  if (/^[{[]/.test(first)) return formatOfJson(lines);
  return formatOfKvn(lines) ?? formatOfCsv(first) ?? formatOfTle(lines);
}

/** By the first message element; an ndm may hold any. */
function formatOfXml(lines: readonly string[]): ObservationFormat | undefined {
  const [start = '', ...commented] = lines.join('\n').split('<!--');
  const text = [start, ...commented.map((part) => part.split('-->')[1] ?? '')].join('');
  const [, message] = /<(?:[\w.-]+:)?(omm|oem|cdm)[\s/>]/.exec(text) ?? [];
  return message === undefined ? undefined : (`${message}-xml` as ObservationFormat);
}

function formatOfJson(lines: readonly string[]): ObservationFormat | undefined {
  const keys = new Set(Array.from(lines.join('\n').matchAll(/"(\w+)"\s*:/g), ([, key]) => key));
  const has = (...names: readonly string[]) => names.some((name) => keys.has(name));
  if (has('target') && has('r_km', 'x_km', 'epoch_utc')) return 'relative-state-jsonl';
  if (has('TCA') && has('MIN_RNG', 'MISS_DISTANCE', 'SAT_1_ID', 'SAT1_OBJECT_DESIGNATOR')) return 'cdm-json';
  return has('MEAN_MOTION', 'NORAD_CAT_ID') ? 'omm-json' : undefined;
}

function formatOfKvn(lines: readonly string[]): ObservationFormat | undefined {
  for (const line of lines) {
    const [, version] = /^CCSDS_(OMM|OEM|CDM)_VERS\s*=/.exec(line) ?? [];
    if (version) return `${version.toLowerCase()}-kvn` as ObservationFormat;
  }
  return lines.some((line) => /^MEAN_MOTION\s*=/.test(line)) ? 'omm-kvn' : undefined;
}

function formatOfCsv(header: string): ObservationFormat | undefined {
  const columns = (splitCsvLine(header) ?? []).map((column) => column.trim().toLowerCase());
  const has = (...names: readonly string[]) => names.some((name) => columns.includes(name));
  if (has('target') && has('epoch_utc', 'r_km', 'x_km')) return 'relative-state-csv';
  return has('mean_motion') || (has('norad_cat_id') && has('epoch')) ? 'omm-csv' : undefined;
}

/** By a line 1 or 2, be there another or not: what is missing, the reader can tell. */
function formatOfTle(lines: readonly string[]): ObservationFormat | undefined {
  return lines.some((line) => /^[12] [ \dA-Z][ \d]{4}/.test(line)) ? 'tle' : undefined;
}
