import { parseCcsdsEpoch } from '../../time/ccsds-epoch.ts';
import { length, type Vec3 } from '../../vectors/vector.ts';
import { type Fault, shown } from '../fault.ts';
import { toEphemerisFrame } from '../oem/ephemeris-frame.ts';
import type { ConjunctionObject } from './conjunction-message.ts';
import { readNumber, type UnitSizes } from './field-values.ts';
import type { FieldMap, MessageField } from './message-fields.ts';

/** Largest distance from the Earth's center that a state may have, km; beyond it metres were given for kilometres. */
const farthestKm = 1_000_000;

/** Miss distance and the length of the relative position agree within this factor, rounding of either included. */
const missDistanceFactor = 1.5;

/** Distances both below this are rounded too much for such a comparison, m. */
const comparableMissM = 10;

/** Reads fields and keeps what is wrong with them. */
export class FieldReader {
  readonly faults: Fault[] = [];

  missing(what: string): void {
    this.faults.push({ code: 'domain.missing_field', message: `expected a value for ${what}, got none` });
  }

  number(fields: FieldMap, keyword: string, units?: UnitSizes): number | undefined {
    const field = fields.get(keyword);
    if (field === undefined || field.value === '') return undefined;
    const unit = field.unit ?? fields.get(`${keyword}_UNIT`)?.value;
    const read = readNumber(keyword, { ...field, unit }, units);
    if (typeof read === 'number') return read;
    this.faults.push(read);
    return undefined;
  }

  /** The numbers of several fields that belong together; undefined when none is given, a fault when some are missing. */
  all(
    fields: FieldMap,
    keywords: readonly string[],
    units: UnitSizes,
    which: string,
    need: 'needed' | 'optional' = 'optional',
  ): readonly number[] | undefined {
    const absent = keywords.filter((keyword) => !hasValue(fields.get(keyword)));
    if (need === 'optional' && absent.length === keywords.length) return undefined;
    if (absent.length > 0) this.missing(`${absent.join(', ')} of ${which}`);
    const numbers = keywords.map((keyword) => this.number(fields, keyword, units));
    return numbers.every((number) => number !== undefined) ? numbers : undefined;
  }

  epoch(fields: FieldMap, keyword: string): number | undefined {
    const field = fields.get(keyword);
    if (!hasValue(field)) {
      this.missing(keyword);
      return undefined;
    }
    // The epochs of this message are UTC by the standard; some services write a space where a T belongs.
    const epochUtcMs = parseCcsdsEpoch(field.value.replace(' ', 'T'), 'UTC');
    if (epochUtcMs === undefined) {
      const message = `expected ${keyword} as an epoch in UTC, got ${shown(field.value)}`;
      this.faults.push({ code: 'domain.bad_epoch', message });
    }
    return epochUtcMs;
  }

  probability(fields: FieldMap): number | undefined {
    const value = this.number(fields, 'COLLISION_PROBABILITY') ?? this.number(fields, 'PC');
    if (value === undefined || (value >= 0 && value <= 1)) return value;
    const message = `expected COLLISION_PROBABILITY from 0 to 1, got ${value}`;
    this.faults.push({ code: 'domain.out_of_range', message });
    return undefined;
  }

  frame(fields: FieldMap, which: string): ConjunctionObject['frame'] {
    const center = textOf(fields, 'ORBIT_CENTER') ?? 'EARTH';
    if (center.toUpperCase() !== 'EARTH') {
      this.faults.push({
        code: 'domain.unsupported',
        message: `expected ${which} about EARTH, got ${shown(center)}`,
      });
    }
    const written = textOf(fields, 'REF_FRAME');
    const frame = toEphemerisFrame(written ?? '');
    if (written === undefined) this.missing(`REF_FRAME of ${which}`);
    else if (frame === undefined) {
      const message = `expected ${which} in EME2000, GCRF, ITRF or TEME, got ${shown(written)}`;
      this.faults.push({ code: 'domain.unsupported', message });
    }
    return frame ?? 'GCRF';
  }

  checkMissDistance(missDistanceM: number | undefined, positionRtnM: Vec3 | undefined): void {
    if (missDistanceM === undefined || positionRtnM === undefined) return;
    if (Math.max(missDistanceM, length(positionRtnM)) < comparableMissM) return;
    const ratio = length(positionRtnM) / missDistanceM;
    if (ratio < missDistanceFactor && ratio > 1 / missDistanceFactor) return;
    const got = `MISS_DISTANCE ${missDistanceM} m and a relative position of ${length(positionRtnM).toPrecision(4)} m`;
    this.faults.push({
      code: 'domain.wrong_unit',
      message: `expected the miss distance and the relative position to agree, got ${got}; one is probably in km`,
    });
  }

  checkOrbit(positionKm: Vec3 | undefined, which: string): void {
    if (positionKm === undefined || length(positionKm) < farthestKm) return;
    this.faults.push({
      code: 'domain.wrong_unit',
      message: `expected a position of ${which} within ${farthestKm} km, got ${length(positionKm).toPrecision(4)} km; m were probably given where km were expected`,
    });
  }
}

export const hasValue = (field: MessageField | undefined): field is MessageField =>
  field !== undefined && field.value !== '';

/** The text of a field; undefined when it has none. */
export function textOf(fields: FieldMap, keyword: string): string | undefined {
  const text = fields.get(keyword)?.value;
  return text === '' ? undefined : text;
}
