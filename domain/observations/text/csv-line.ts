import { parse } from 'csv-parse/sync';

/**
 * Cells of one line of CSV; undefined when its quotes do not close.
 *
 * Lines without quotes, nearly all, are split directly: a log has millions of them.
 */
export function splitCsvLine(text: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  try {
    const [cells]: string[][] = parse(text, { relax_column_count: true });
    return cells;
  } catch {
    return undefined;
  }
}

/** One line of CSV, without its line end; line breaks within a cell become spaces, for a row is one line. */
export function joinCsvLine(cells: readonly (string | number | undefined)[]): string {
  return cells.map(toCell).join(',');
}

function toCell(value: string | number | undefined): string {
  const text = String(value ?? '').replaceAll(/[\r\n]+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
