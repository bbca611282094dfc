import { parseCcsdsEpoch } from '../../time/ccsds-epoch.ts';
import { length, type Vec3 } from '../../vectors/vector.ts';
import { type Fault, shown } from '../fault.ts';
import { toEphemerisFrame } from '../oem/ephemeris-frame.ts';
import type { ConjunctionMessage, ConjunctionObject } from './conjunction-message.ts';
import {
  kilometers,
  kilometersPerSecond,
  meters,
  metersPerSecond,
  readNumber,
  squareMeters,
  type UnitSizes,
} from './field-values.ts';
import { isCovarianceElement } from './known-keywords.ts';
import type { FieldMap, MessageField, MessageFields } from './message-fields.ts';

/** Largest distance from the Earth's center that a state may have, km; beyond it metres were given for kilometres. */
const farthestKm = 1_000_000;

/** Miss distance and the length of the relative position agree within this factor, rounding of either included. */
const missDistanceFactor = 1.5;

/** Distances both below this are rounded too much for such a comparison, m. */
const comparableMissM = 10;

/**
 * A message from its fields, or everything that is wrong with them.
 *
 * Numbers that the standard asks for but a service leaves out become undefined: many publish no states.
 */
export function toConjunctionMessage(
  { line, encounter, object1, object2 }: MessageFields,
  source: string,
): ConjunctionMessage | readonly Fault[] {
  const reader = new FieldReader();
  const tcaUtcMs = reader.epoch(encounter, 'TCA');
  const missDistanceM =
    reader.number(encounter, 'MISS_DISTANCE', meters) ?? reader.number(encounter, 'MIN_RNG', meters);
  const message = {
    kind: 'conjunction message',
    source,
    line,
    messageId: textOf(encounter, 'MESSAGE_ID') ?? textOf(encounter, 'CDM_ID') ?? '',
    originator: textOf(encounter, 'ORIGINATOR'),
    creationUtcMs: encounter.has('CREATION_DATE') ? reader.epoch(encounter, 'CREATION_DATE') : undefined,
    relativeSpeedMPerS: reader.number(encounter, 'RELATIVE_SPEED', metersPerSecond),
    ...readRelativeState(reader, encounter),
    collisionProbability: reader.probability(encounter),
    collisionProbabilityMethod: textOf(encounter, 'COLLISION_PROBABILITY_METHOD'),
    object1: readObject(reader, object1, 'OBJECT1'),
    object2: readObject(reader, object2, 'OBJECT2'),
  } as const;
  if (missDistanceM === undefined) reader.missing('MISS_DISTANCE');
  reader.checkMissDistance(missDistanceM, message.relativePositionRtnM);
  if (tcaUtcMs === undefined || missDistanceM === undefined || reader.faults.length > 0) return reader.faults;
  return { ...message, tcaUtcMs, missDistanceM };
}

const relativePositions = ['RELATIVE_POSITION_R', 'RELATIVE_POSITION_T', 'RELATIVE_POSITION_N'];
const relativeVelocities = ['RELATIVE_VELOCITY_R', 'RELATIVE_VELOCITY_T', 'RELATIVE_VELOCITY_N'];
const positions = ['X', 'Y', 'Z'];
const velocities = ['X_DOT', 'Y_DOT', 'Z_DOT'];

/** Some services fill in zeros for a relative state they do not publish. */
function readRelativeState(reader: FieldReader, encounter: FieldMap) {
  const position = reader.all(encounter, relativePositions, meters, 'the encounter');
  const velocity = reader.all(encounter, relativeVelocities, metersPerSecond, 'the encounter');
  const isGiven = position?.some((component) => component !== 0);
  return {
    relativePositionRtnM: isGiven ? toVec3(position) : undefined,
    relativeVelocityRtnMPerS: isGiven ? toVec3(velocity) : undefined,
  };
}

const toVec3 = (values: readonly number[] | undefined): Vec3 | undefined =>
  values && [values[0]!, values[1]!, values[2]!];

function readObject(reader: FieldReader, fields: FieldMap, which: string): ConjunctionObject {
  const designator = textOf(fields, 'OBJECT_DESIGNATOR') ?? textOf(fields, 'ID');
  const objectName = textOf(fields, 'OBJECT_NAME') ?? textOf(fields, 'NAME');
  if (designator === undefined && objectName === undefined) reader.missing(`OBJECT_DESIGNATOR of ${which}`);
  const hasState = [...positions, ...velocities].some((keyword) => hasValue(fields.get(keyword)));
  const positionKm = hasState ? toVec3(reader.all(fields, positions, kilometers, which, 'needed')) : undefined;
  const velocityKmPerS = hasState
    ? toVec3(reader.all(fields, velocities, kilometersPerSecond, which, 'needed'))
    : undefined;
  reader.checkOrbit(positionKm, which);
  return {
    designator: designator ?? objectName ?? '',
    objectName: objectName ?? designator ?? '',
    internationalDesignator: textOf(fields, 'INTERNATIONAL_DESIGNATOR'),
    objectType: textOf(fields, 'OBJECT_TYPE'),
    maneuverable: textOf(fields, 'MANEUVERABLE'),
    frame: hasState ? reader.frame(fields, which) : 'GCRF',
    state: positionKm && velocityKmPerS && { positionKm, velocityKmPerS },
    positionCovarianceRtnM2: readCovariance(reader, fields),
  };
}

const covarianceElements = ['CR_R', 'CT_R', 'CT_T', 'CN_R', 'CN_T', 'CN_N'];

/** All elements are checked, those of the position are kept. */
function readCovariance(reader: FieldReader, fields: FieldMap): ConjunctionObject['positionCovarianceRtnM2'] {
  for (const keyword of fields.keys()) {
    if (isCovarianceElement(keyword) && !covarianceElements.includes(keyword)) reader.number(fields, keyword);
  }
  const values = reader.all(fields, covarianceElements, squareMeters, 'the covariance');
  if (values === undefined) return undefined;
  const [rr, tr, tt, nr, nt, nn] = values as [number, number, number, number, number, number];
  return [
    [rr, tr, nr],
    [tr, tt, nt],
    [nr, nt, nn],
  ];
}

function textOf(fields: FieldMap, keyword: string): string | undefined {
  const text = fields.get(keyword)?.value;
  return text === '' ? undefined : text;
}

/** Reads fields and keeps what is wrong with them. */
class FieldReader {
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

const hasValue = (field: MessageField | undefined): field is MessageField => field !== undefined && field.value !== '';
