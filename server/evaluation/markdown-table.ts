/** A table in words, for Markdown and HTML alike; the first column names the row. */
export interface ResultTable {
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** Column names; those that begin with `#` are of numbers, set to the right. */
export const table = (names: readonly string[], rows: readonly (readonly string[])[]): ResultTable => ({
  columns: names.map((name) => ({ name: name.replace(/^#/, ''), isNumber: name.startsWith('#') })),
  rows,
});

/** A Markdown table with the command that makes it; a line that says so when there is nothing in it. */
export function tableWith({ columns, rows }: ResultTable, command: string): string {
  if (rows.length === 0) return `Not measured. \`${command}\``;
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [
    line(columns.map(({ name }) => name)),
    `|${columns.map(({ isNumber }) => (isNumber ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
    '',
    `\`${command}\``,
  ].join('\n');
}

/** Markup of Markdown and HTML in a cell is text. */
const escapeCell = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[|*_`[\]\\]/g, '\\$&');
