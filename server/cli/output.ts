import { extname } from 'node:path';
import { AppError } from '#errors';
import { csvLines } from '../http/csv.ts';

/** Forms in which a command prints its result; JSON is the stable contract, tables are for people. */
export const formats = ['table', 'json', 'ndjson', 'csv'] as const;

export type Format = (typeof formats)[number];

/** One column of a table or a CSV file; units belong in the header. */
export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => string | number | null;
}

export interface FormatFlags {
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly csv?: boolean;
  readonly output?: string;
}

/**
 * The form asked for: a flag, else the ending of the `-o` file, else `otherwise`.
 *
 * @throws AppError `server.usage` when two flags ask for two forms
 */
export function formatOf(flags: FormatFlags, otherwise: Format): Format {
  const asked = (['json', 'ndjson', 'csv'] as const).filter((format) => flags[format]);
  if (asked.length > 1) {
    throw new AppError('server.usage', `expected one output form, got ${asked.map((f) => `--${f}`).join(' and ')}`);
  }
  const ending = extname(flags.output ?? '').slice(1);
  return asked[0] ?? formats.find((format) => format === ending) ?? otherwise;
}

/** Rows as a table for people: numbers to the right, words to the left. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const widths = columns.map((column, i) =>
    Math.max(column.header.length, ...cells.map((row) => textOf(row[i]).length)),
  );
  const isNumeric = columns.map((_, i) => cells.length > 0 && cells.every((row) => typeof row[i] !== 'string'));
  const line = (values: readonly (string | number | null | undefined)[]) =>
    values
      .map((value, i) => (isNumeric[i] ? textOf(value).padStart(widths[i]!) : textOf(value).padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${[line(columns.map((column) => column.header)), ...cells.map(line)].join('\n')}\n`;
}

/** The header line of a CSV file, as the console writes it. */
export const csvHeaderOf = <Row>(columns: readonly Column<Row>[]): string =>
  [...csvLines({ columns: columns.map((column) => column.header), rows: [] })].join('');

/** Rows as the lines of a CSV file below its header. */
export function csvRowsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const values = rows.map((row) => columns.map((column) => column.value(row)));
  const [, ...lines] = csvLines({ columns: [], rows: values });
  return lines.join('');
}

/** Rows as a whole CSV file. */
export const csvOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  csvHeaderOf(columns) + csvRowsOf(columns, rows);

/** Rows in the envelope that the console's JSON pages use as well. */
export function jsonOf(rows: readonly unknown[], provenance: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ok: true, rows, next: null, truncated: false, provenance }, null, 2)}\n`;
}

/** Rows as newline-delimited JSON, one value a line. */
export const ndjsonOf = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Rows in any form. */
export function render<Row>(
  format: Format,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  provenance: Readonly<Record<string, unknown>>,
): string {
  if (format === 'table') return tableOf(columns, rows);
  if (format === 'csv') return csvOf(columns, rows);
  return format === 'json' ? jsonOf(rows, provenance) : ndjsonOf(rows);
}

const textOf = (value: string | number | null | undefined): string => (value ?? '–').toString();
