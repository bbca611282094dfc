import type { SqlValue } from './database.ts';

/** A column a list is sorted by. */
export interface SortKey {
  readonly column: string;
  readonly type: 'text' | 'boolean' | 'int' | 'double precision' | 'timestamptz';
  readonly descending: boolean;
  /** Whether rows may lack it; they come last in either direction. */
  readonly isNullable: boolean;
}

/** What the last row of a page has in each sort key, as JSON can hold it: the place the next page begins after. */
export type KeysetPlace = readonly (string | number | boolean | null)[];

/** `order by` of the keys. */
export const orderBy = (keys: readonly SortKey[]): string =>
  keys
    .map(({ column, descending, isNullable }) => {
      const last = isNullable && descending ? ' nulls last' : '';
      return `${column}${descending ? ' desc' : ''}${last}`;
    })
    .join(', ');

/** Columns that say where a row stands, named `at_0`, `at_1`, …; instants as text, nothing rounded. */
export const placeColumns = (keys: readonly SortKey[]): string =>
  keys
    .map(({ column, type }, index) => `${type === 'timestamptz' ? `${column}::text` : column} as at_${index}`)
    .join(', ');

/** Reads {@link placeColumns} off a row. */
export const placeOf = (keys: readonly SortKey[], row: Readonly<Record<string, unknown>>): KeysetPlace =>
  keys.map((_, index) => row[`at_${index}`] as KeysetPlace[number]);

/** Whether a place, as an address brought it, is one of these keys. */
export function isPlaceOf(keys: readonly SortKey[], place: unknown): place is KeysetPlace {
  if (!Array.isArray(place) || place.length !== keys.length) return false;
  return keys.every(({ type, isNullable }, index) => {
    const value: unknown = place[index];
    if (value === null) return isNullable;
    if (type === 'boolean') return typeof value === 'boolean';
    if (type === 'int') return Number.isInteger(value);
    if (type === 'double precision') return typeof value === 'number';
    return (
      typeof value === 'string' &&
      (type === 'text' || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d.]*[+-]\d\d(:\d\d)?$/.test(value))
    );
  });
}

/**
 * The condition that a row comes after a place.
 *
 * @param parameter  adds a value and returns its `$n`
 */
export function afterPlace(
  keys: readonly SortKey[],
  place: KeysetPlace,
  parameter: (value: SqlValue) => string,
): string {
  let same = 'true';
  const choices = keys.map(({ column, type, descending, isNullable }, index) => {
    const value = place[index] ?? null;
    const given = `${parameter(value)}::${type}`;
    const beyond = value === null ? 'false' : `${column} ${descending ? '<' : '>'} ${given}`;
    const choice = `(${same} and ${isNullable && value !== null ? `(${beyond} or ${column} is null)` : beyond})`;
    same += ` and ${column} is not distinct from ${given}`;
    return choice;
  });
  return `(${choices.join(' or ')})`;
}
