/** A value of a CSV cell. */
export type CsvCell = string | number | boolean | null;

/** A table to be written as CSV. */
export interface CsvTable {
  /** Names, with their units. */
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CsvCell[]>;
}

/**
 * Lines of a table as RFC 4180 has them.
 *
 * Text that a spreadsheet would take for a formula gets an apostrophe in front.
 */
export function* csvLines({ columns, rows }: CsvTable): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(row);
}

/** One line of a table, with its line ending. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(toCell).join(',')}\r\n`;

function toCell(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
