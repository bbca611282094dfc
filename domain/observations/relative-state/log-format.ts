import { AppError } from '#errors';
import { splitCsvLine } from '../text/csv-line.ts';
import { type Fault, numberColumns, requiredColumns, shown } from './observation-row.ts';

export type LogFormat = 'jsonl' | 'csv';

/** Values by column, empty ones left out; or why a line has none. */
export type LineFields =
  | { readonly fields: Readonly<Record<string, unknown>>; readonly fault?: undefined }
  | { readonly fault: Fault; readonly fields?: undefined };

/** Turns one line of a log into its fields, or says why that cannot be done. */
export interface LineReader {
  readonly format: LogFormat;
  /** Whether the line that told the format is itself a header and no record. */
  readonly hasHeader: boolean;
  read(text: string): LineFields;
}

const numericColumns: ReadonlySet<string> = new Set(numberColumns);

/** A decimal number as logs write it; Number() alone would also take hexadecimals and blanks. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A file of this name is JSON lines even when its first line is broken. */
const jsonLinesName = /\.(jsonl|ndjson)$/i;

/**
 * Chooses the reader by the first line that is not blank: a brace opens JSON lines, a header opens CSV.
 *
 * @throws AppError `domain.no_header` when it is neither
 */
export function lineReaderFor(firstLine: string, source: string, line: number): LineReader {
  if (firstLine.trimStart().startsWith('{') || jsonLinesName.test(source)) {
    return { format: 'jsonl', hasHeader: false, read: readJsonLine };
  }
  const columns = (splitCsvLine(firstLine) ?? []).map((name) => name.trim().toLowerCase());
  const missing = requiredColumns.filter((name) => !columns.includes(name));
  const repeated = columns.filter((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (missing.length > 0 || repeated.length > 0) {
    const fault = missing.length > 0 ? `lacks ${missing.join(', ')}` : `repeats ${repeated.join(', ')}`;
    throw new AppError(
      'domain.no_header',
      `${source}:${line}: expected a JSON object or a CSV header; got ${shown(firstLine)}, which as a header ${fault}.`,
      { hint: `A header names at least ${requiredColumns.join(',')}.`, details: { source, line, missing, repeated } },
    );
  }
  return { format: 'csv', hasHeader: true, read: (text) => readCsvLine(text, columns) };
}

function readJsonLine(text: string): LineFields {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: brokenJson(text) };
  const fields = newFields();
  for (const [name, raw] of Object.entries(value)) {
    const field = typeof raw === 'string' ? raw.trim() : raw;
    if (field !== null && field !== '') fields[name] = field;
  }
  // Catalog numbers come as numbers from some services and as text from others.
  if (typeof fields.target === 'number') fields.target = String(fields.target);
  return { fields };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Python and others write NaN and Infinity, which JSON does not have: that is a bad number, not a broken line. */
function brokenJson(text: string): Fault {
  const notFinite = /"([^"]+)"\s*:\s*([+-]?(?:NaN|Infinity))\b/.exec(text);
  return notFinite
    ? { code: 'domain.not_a_number', message: `expected a finite number for ${notFinite[1]}, got ${notFinite[2]}` }
    : { code: 'domain.broken_json', message: `expected one JSON object on the line, got ${shown(text)}` };
}

function readCsvLine(text: string, columns: readonly string[]): LineFields {
  const cells = splitCsvLine(text);
  if (cells === undefined) {
    const message = `expected quotes to be closed on the line, got ${shown(text)}`;
    return { fault: { code: 'domain.broken_csv', message } };
  }
  if (cells.length !== columns.length) {
    const message = `expected ${columns.length} columns as in the header, got ${cells.length}`;
    return { fault: { code: 'domain.wrong_column_count', message } };
  }
  const fields = newFields();
  for (const [i, raw] of cells.entries()) {
    const cell = raw.trim();
    const name = columns[i]!;
    if (cell !== '') fields[name] = numericColumns.has(name) && decimal.test(cell) ? Number(cell) : cell;
  }
  return { fields };
}

/** Without a prototype, so that a column named like a property of every object is only a column. */
function newFields(): Record<string, unknown> {
  return Object.create(null);
}
