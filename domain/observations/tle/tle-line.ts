import type { Fault } from '../fault.ts';
import { shown } from '../fault.ts';
import { longestLineChars } from '../text/text-lines.ts';
import { blankColumns, columnsOfLine1, columnsOfLine2, type TleColumn } from './tle-columns.ts';

/** A line of a file, without surrounding blanks; undefined when it was too long to keep. */
export interface TleLine {
  readonly line: number;
  readonly text: string | undefined;
}

/** Columns of a line without its checksum. */
const leastColumns = 68;

/** Sum of the digits, a minus counting 1, modulo 10. @source space-track.org, documentation of the two-line element set */
export function tleChecksum(text: string): number {
  let sum = 0;
  for (const char of text.slice(0, leastColumns)) {
    if (char >= '0' && char <= '9') sum += Number(char);
    else if (char === '-') sum++;
  }
  return sum % 10;
}

/** All that is wrong with a line 1 or 2. What stands after column 69 and a blank is not part of it. */
export function faultsOfLine(number: 1 | 2, { line, text }: TleLine): readonly Fault[] {
  const where = `line ${number} (line ${line} of the file)`;
  if (text === undefined)
    return [fault('domain.line_too_long', `at most ${longestLineChars} characters in ${where}`, 'more')];
  if (text[0] !== String(number))
    return [fault('domain.tle_columns', `${number} at the beginning of ${where}`, shown(text))];
  if (text.length < leastColumns) return [fault('domain.tle_columns', `69 columns in ${where}`, `${text.length}`)];
  const checksum = String(tleChecksum(text));
  const given = text[leastColumns] ?? ' ';
  const faults: Fault[] = [];
  if (given !== ' ' && given !== checksum) {
    faults.push(fault('domain.tle_checksum', `checksum ${checksum} at the end of ${where}`, shown(given)));
  }
  const filled = [...blankColumns[number], 70].find((column) => (text[column - 1] ?? ' ') !== ' ');
  // A line that has slipped by a column has every value wrong; saying so once is enough.
  if (filled !== undefined) {
    return [...faults, fault('domain.tle_columns', `a blank in column ${filled} of ${where}`, shown(text[filled - 1]))];
  }
  const misfits = columnsOf(number).filter((column) => !column.form.test(cut(text, column)));
  return [
    ...faults,
    ...misfits.map((column) => {
      const [first, last] = column.columns;
      const expected = `${column.keyword} like ${shown(column.example)} in columns ${first} to ${last} of ${where}`;
      return fault('domain.tle_columns', expected, shown(cut(text, column)));
    }),
  ];
}

/** Whether a line ends before its checksum, or leaves it blank. */
export const lacksChecksum = (text: string): boolean => (text[leastColumns] ?? ' ') === ' ';

/** Catalog number in the columns that both lines have it in, as written. */
export const catalogColumns = (text: string): string => text.slice(2, 7).trim();

/** Keywords and values of a line without faults. */
export const valuesOfLine = (number: 1 | 2, text: string): readonly (readonly [string, string])[] =>
  columnsOf(number).map((column) => [column.keyword, column.toOmm(cut(text, column))]);

const columnsOf = (number: 1 | 2) => (number === 1 ? columnsOfLine1 : columnsOfLine2);
const cut = (text: string, { columns: [first, last] }: TleColumn) => text.slice(first - 1, last);

const fault = (code: string, expected: string, got: string): Fault => ({
  code,
  message: `expected ${expected}, got ${got}`,
});
