import { AppError } from '#errors';
import { type Fault, shown } from '../fault.ts';
import { splitCsvLine } from '../text/csv-line.ts';
import { parseDecimal } from '../text/decimal.ts';
import { type Column, columnNamed, declaredAxesColumns, identityColumns, Row, rtnColumns } from './row.ts';

export type LogFormat = 'jsonl' | 'csv';

/** Turns one line of a log into its row, or says why that cannot be done. */
export interface LineReader {
  /** Whether the line that told the format is itself a header and no record. */
  readonly hasHeader: boolean;
  /** @param onStranger  told of each value in a column that is not of the format */
  read(text: string, onStranger: (column: string) => void): Row | Fault;
}

/** A file of this name is JSON lines even when its first line is broken. */
const jsonLinesName = /\.(jsonl|ndjson)$/i;

/**
 * Chooses the reader by the first line that is not blank: a brace opens JSON lines, a header opens CSV.
 *
 * @throws AppError `domain.no_header` when it is neither
 */
export function lineReaderFor(firstLine: string, source: string, line: number): LineReader {
  if (firstLine.trimStart().startsWith('{') || jsonLinesName.test(source)) {
    return { hasHeader: false, read: readJsonLine };
  }
  const columns = (splitCsvLine(firstLine) ?? []).map((name) => name.trim().toLowerCase());
  const missing = missingFrom(new Set(columns));
  const repeated = columns.filter((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (missing.length > 0 || repeated.length > 0) {
    const fault = missing.length > 0 ? `lacks ${missing.join(', ')}` : `repeats ${repeated.join(', ')}`;
    throw new AppError(
      'domain.no_header',
      `${source}:${line}: expected a JSON object or a CSV header; got ${shown(firstLine)}, which as a header ${fault}.`,
      {
        hint: `A header names at least ${[...identityColumns, ...rtnColumns].join(',')}.`,
        details: { source, line, missing, repeated },
      },
    );
  }
  const header = columns.map((name) => columnNamed(name) ?? { kind: 'stranger' as const, name });
  return { hasHeader: true, read: (text, onStranger) => readCsvLine(text, header, onStranger) };
}

/** Columns that a header would need to be one; those of a state count once, in either naming. */
function missingFrom(columns: ReadonlySet<string>): readonly string[] {
  const hasAny = (names: readonly string[]) => names.some((name) => columns.has(name));
  const stateColumns = hasAny(declaredAxesColumns) && !hasAny(rtnColumns) ? declaredAxesColumns : rtnColumns;
  return [...identityColumns, ...stateColumns].filter((name) => !columns.has(name));
}

function readJsonLine(text: string, onStranger: (column: string) => void): Row | Fault {
  const value = text.trimStart().startsWith('{') ? parseObject(text) : undefined;
  if (value === undefined) return brokenJson(text);
  const row = new Row();
  for (const [name, raw] of Object.entries(value)) {
    const cell = typeof raw === 'string' ? raw.trim() : raw;
    if (cell === null || cell === '') continue;
    const column = columnNamed(name);
    // Catalog numbers come as numbers from some services and as text from others.
    if (column) row.put(column, name === 'target' && typeof cell === 'number' ? String(cell) : cell);
    else onStranger(name);
  }
  return row;
}

/** The object that a text opening with a brace holds. */
function parseObject(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Python and others write NaN and Infinity, which JSON does not have: that is a bad number, not a broken line. */
function brokenJson(text: string): Fault {
  const notFinite = /"([^"]{1,60})"\s*:\s*([+-]?(?:NaN|Infinity))\b/.exec(text);
  return notFinite
    ? { code: 'domain.not_a_number', message: `expected a finite number for ${notFinite[1]}, got ${notFinite[2]}` }
    : { code: 'domain.broken_json', message: `expected one JSON object on the line, got ${shown(text)}` };
}

type CsvColumn = Column | { readonly kind: 'stranger'; readonly name: string };

function readCsvLine(text: string, header: readonly CsvColumn[], onStranger: (column: string) => void): Row | Fault {
  const cells = splitCsvLine(text);
  if (cells === undefined) {
    return { code: 'domain.broken_csv', message: `expected quotes to be closed on the line, got ${shown(text)}` };
  }
  if (cells.length !== header.length) {
    const message = `expected ${header.length} columns as in the header, got ${cells.length}`;
    return { code: 'domain.wrong_column_count', message };
  }
  const row = new Row();
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!.trim();
    const column = header[i]!;
    if (cell === '') continue;
    if (column.kind === 'stranger') onStranger(column.name);
    else row.put(column, column.kind === 'number' ? (parseDecimal(cell) ?? cell) : cell);
  }
  return row;
}
