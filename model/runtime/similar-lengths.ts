/** Rows of up to so many tokens count as equally long: a run of its own would cost more than padding them. */
const short = 8;

/** Splits rows into groups that are run together, the longest first: in none is a row padded to over twice its tokens, unless it is short. */
export function similarLengths<T>(rows: readonly T[], lengthOf: (row: T) => number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let longest = 0;
  for (const row of rows.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
    const length = Math.max(short, lengthOf(row));
    if (groups.length === 0 || 2 * length < longest) {
      groups.push([]);
      longest = length;
    }
    groups.at(-1)?.push(row);
  }
  return groups;
}
