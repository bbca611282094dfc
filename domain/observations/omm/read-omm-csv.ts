import type { ElementSet } from '../../orbits/element-set.ts';
import { shown } from '../fault.ts';
import type { Chunks, Reading } from '../reading.ts';
import { splitCsvLine } from '../text/csv-line.ts';
import { longestLineChars, readLines } from '../text/text-lines.ts';
import { elementSetReadings } from './element-set-readings.ts';
import { fieldsOf, type OmmMessage } from './omm-message.ts';

/**
 * Reads orbit mean-elements messages in CSV: a header of keywords, then a message a line. Blank lines and, before the
 * header, comments (#) are passed over; the header may come again, as it does where files were joined.
 *
 * @throws AppError `domain.binary_log` when the file is no text
 */
export function readOmmCsv(chunks: Chunks, source: string): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  return elementSetReadings(messagesOf(chunks, source), source);
}

async function* messagesOf(chunks: Chunks, source: string): AsyncGenerator<OmmMessage> {
  let header: string | undefined;
  let keywords: readonly string[] = [];
  for await (const { line, text } of readLines(chunks, source)) {
    const row = text?.trim();
    if (row === undefined) {
      yield refused(line, 'domain.line_too_long', `expected at most ${longestLineChars} characters, got more`);
    } else if (header === undefined) {
      if (row === '' || row.startsWith('#')) continue;
      header = row;
      keywords = (splitCsvLine(row) ?? []).map((keyword) => keyword.trim());
    } else if (row !== '' && row !== header) yield messageOf(row, line, keywords);
  }
}

function messageOf(row: string, line: number, keywords: readonly string[]): OmmMessage {
  const cells = splitCsvLine(row);
  if (cells === undefined) return refused(line, 'domain.broken_csv', `expected closed quotes, got ${shown(row)}`);
  if (cells.length !== keywords.length) {
    const message = `expected ${keywords.length} columns as in the header, got ${cells.length}`;
    return refused(line, 'domain.wrong_column_count', message);
  }
  return { line, fields: fieldsOf(keywords.map((keyword, i) => [keyword, cells[i]])) };
}

const refused = (line: number, code: string, message: string): OmmMessage => ({
  line,
  fields: new Map(),
  fault: { code, message },
});
