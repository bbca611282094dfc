import { type Fault, shown } from '../fault.ts';
import { parseDecimal } from '../text/decimal.ts';
import type { MessageField } from './message-fields.ts';

/** Units that mean the unit of the standard, with their size in it. A length in another unit is turned, not refused. */
export type UnitSizes = Readonly<Record<string, number>>;

export const meters: UnitSizes = { m: 1, km: 1000 };
/** Some services label velocities with the unit of the position. */
export const metersPerSecond: UnitSizes = { 'm/s': 1, 'km/s': 1000, m: 1 };
export const kilometers: UnitSizes = { km: 1, m: 1e-3 };
export const kilometersPerSecond: UnitSizes = { 'km/s': 1, 'm/s': 1e-3, km: 1 };
export const squareMeters: UnitSizes = { 'm**2': 1, 'm^2': 1, 'km**2': 1e6 };

/** Dashes that word processors put in the place of a minus sign. */
const minusLike = /^[\u2212\u2012\u2013]/;

/** The number of a field in the unit of the standard, or what is wrong with it. */
export function readNumber(keyword: string, { value, unit }: MessageField, units?: UnitSizes): number | Fault {
  const number = parseDecimal(value.replace(minusLike, '-'));
  if (number === undefined) {
    return { code: 'domain.not_a_number', message: `expected a finite number for ${keyword}, got ${shown(value)}` };
  }
  if (unit === undefined || unit.trim() === '' || units === undefined) return number;
  const size = units[unit.trim().toLowerCase()];
  if (size !== undefined) return number * size;
  const expected = Object.keys(units)[0];
  return { code: 'domain.wrong_unit', message: `expected ${keyword} in ${expected}, got ${shown(unit)}` };
}
