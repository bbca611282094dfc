import type { ElementSet } from '../../orbits/element-set.ts';
import { type Fault, joined, shown } from '../fault.ts';
import { elementSetReadings } from '../omm/element-set-readings.ts';
import { fieldsOf, type OmmMessage } from '../omm/omm-message.ts';
import type { Chunks, Reading } from '../reading.ts';
import { readLines } from '../text/text-lines.ts';
import { toYear } from './tle-columns.ts';
import { catalogColumns, faultsOfLine, lacksChecksum, valuesOfLine } from './tle-line.ts';
import { TlePairing, type TleRecord } from './tle-pairing.ts';

/**
 * Reads two-line element sets, with or without names. Blank lines and comments (#) are passed over.
 *
 * A set is read as the orbit mean-elements message it stands for, so that both go through the same checks.
 *
 * @source Hoots and Roehrich 1980, section 2; space-track.org, documentation of the two-line element set and of Alpha-5
 * @throws AppError `domain.binary_log` when the file is no text
 */
export function readTle(chunks: Chunks, source: string): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  return elementSetReadings(messagesOf(chunks, source), source);
}

async function* messagesOf(chunks: Chunks, source: string): AsyncGenerator<OmmMessage> {
  const pairing = new TlePairing();
  for await (const { line, text } of readLines(chunks, source)) {
    const written = text?.trim();
    if (written === '' || written?.startsWith('#')) continue;
    yield* pairing.add({ line, text: written }).map(messageOf);
  }
  yield* pairing.end().map(messageOf);
}

/** What every two-line element set leaves unsaid. */
const conventions = [
  ['CENTER_NAME', 'EARTH'],
  ['REF_FRAME', 'TEME'],
  ['TIME_SYSTEM', 'UTC'],
  ['MEAN_ELEMENT_THEORY', 'SGP4'],
] as const;

function messageOf(record: TleRecord): OmmMessage {
  if (record.fault) return { line: record.line, fields: new Map(), fault: record.fault };
  const { name, line1, line2 } = record;
  const line = (name ?? line1).line;
  const [text1, text2] = [line1.text ?? '', line2.text ?? ''];
  const [first, ...others] = [...faultsOfLine(1, line1), ...faultsOfLine(2, line2)];
  const fault = first ? joined([first, ...others]) : mismatch(catalogColumns(text1), catalogColumns(text2));
  if (fault) return { line, fields: new Map(), fault };
  const designator = text1.slice(9, 17).trim();
  const fields = fieldsOf([
    ...conventions,
    ['OBJECT_NAME', name?.text?.replace(/^0(?: |$)/, '')],
    ['NORAD_CAT_ID', catalogColumns(text1)],
    ['OBJECT_ID', toInternationalDesignator(designator)],
    ...valuesOfLine(1, text1),
    ...valuesOfLine(2, text2),
  ]);
  return { line, fields, warnings: [...checksumWarnings(text1, text2), ...designatorWarnings(designator)] };
}

function mismatch(one: string, other: string): Fault | undefined {
  if (one === other) return undefined;
  const message = `expected catalog number ${shown(one)} of line 1 in line 2 as well, got ${shown(other)}`;
  return { code: 'domain.tle_mismatch', message };
}

/** 1998-067A from 98067A; undefined when the text has another form. */
function toInternationalDesignator(text: string): string | undefined {
  const [, year, rest] = /^(\d{2})(\d{3}[A-Z]{1,3})$/.exec(text) ?? [];
  return year === undefined ? undefined : `${toYear(year)}-${rest}`;
}

function designatorWarnings(text: string): readonly Fault[] {
  if (text === '' || toInternationalDesignator(text) !== undefined) return [];
  const message = `expected an international designator such as 98067A, got ${shown(text)}, which was not read`;
  return [{ code: 'domain.bad_designator', message }];
}

function checksumWarnings(...texts: readonly string[]): readonly Fault[] {
  if (!texts.some(lacksChecksum)) return [];
  return [{ code: 'domain.missing_checksum', message: 'expected a checksum in column 69 of both lines, got none' }];
}
