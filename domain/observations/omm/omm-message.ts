import type { Fault } from '../fault.ts';

/** A value as the message gives it: text, or whatever JSON has. */
export interface OmmField {
  readonly value: unknown;
  /** As written in brackets or in an attribute; undefined when none is given. */
  readonly unit?: string | undefined;
}

/** Values by keyword; those that are blank or null are left out. */
export type OmmFields = ReadonlyMap<string, OmmField>;

/** An orbit mean-elements message taken apart, whatever it was written in. */
export interface OmmMessage {
  /** Line it begins on. */
  readonly line: number;
  readonly fields: OmmFields;
  /** Why its fields cannot be trusted. */
  readonly fault?: Fault | undefined;
  /** Oddities met while it was taken apart. */
  readonly warnings?: readonly Fault[];
}

/** Fields from keywords and plain values, as a line of CSV or an object of JSON has them. */
export function fieldsOf(entries: Iterable<readonly [keyword: string, value: unknown]>): OmmFields {
  const fields = new Map<string, OmmField>();
  for (const [keyword, raw] of entries) {
    const value = typeof raw === 'string' ? raw.trim() : raw;
    if (value !== undefined && value !== null && value !== '') fields.set(keyword, { value });
  }
  return fields;
}
