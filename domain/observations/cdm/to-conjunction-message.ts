import type { Vec3 } from '../../vectors/vector.ts';
import type { Fault } from '../fault.ts';
import type { ConjunctionMessage, ConjunctionObject } from './conjunction-message.ts';
import { FieldReader, hasValue, textOf } from './field-reader.ts';
import { kilometers, kilometersPerSecond, meters, metersPerSecond, squareMeters } from './field-values.ts';
import { isCovarianceElement } from './known-keywords.ts';
import type { FieldMap, MessageFields } from './message-fields.ts';

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
