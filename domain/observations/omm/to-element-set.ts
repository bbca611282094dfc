import type { ElementSet } from '../../orbits/element-set.ts';
import { parseCcsdsEpoch, type TimeSystem } from '../../time/ccsds-epoch.ts';
import { type Fault, shown } from '../fault.ts';
import { parseCatalogId } from './catalog-id.ts';
import { FieldReader } from './field-reader.ts';
import type { OmmFields } from './omm-message.ts';

/** An element set with what had to be assumed for it, or what is wrong with the message. */
export type ElementSetOrFault =
  | { readonly value: ElementSet; readonly assumptions: readonly Fault[] }
  | { readonly fault: Fault };

const timeSystems: ReadonlySet<string> = new Set<TimeSystem>(['UTC', 'TAI', 'TT', 'GPS']);

/** What SGP4 goes by, and what a message that does not say is taken to mean. */
const conventions = [
  { keyword: 'CENTER_NAME', taken: ['EARTH'] },
  { keyword: 'REF_FRAME', taken: ['TEME'] },
  { keyword: 'MEAN_ELEMENT_THEORY', taken: ['SGP4', 'SGP/SGP4'] },
] as const;

/** Values of EPHEMERIS_TYPE that stand for other theories. @source CCSDS 502.0-B-3, table 4-3 */
const otherTheories: ReadonlyMap<number, string> = new Map([
  [3, 'PPT3'],
  [4, 'SGP4-XP'],
  [6, 'special perturbations'],
]);

/**
 * Turns the fields of a message into an element set for SGP4. All faults of a message are told together.
 *
 * @source CCSDS 502.0-B-3, section 4
 */
export function toElementSet(fields: OmmFields): ElementSetOrFault {
  const reader = new FieldReader(fields);
  checkConventions(reader);
  const value: ElementSet = {
    kind: 'element set',
    ...readIdentity(reader),
    objectName: reader.text('OBJECT_NAME'),
    epochUtcMs: readEpoch(reader),
    meanMotionRevPerDay: readMeanMotion(reader),
    eccentricity: reader.requiredNumber('ECCENTRICITY'),
    inclinationDeg: reader.requiredNumber('INCLINATION'),
    raanDeg: reader.requiredNumber('RA_OF_ASC_NODE'),
    argPericenterDeg: reader.requiredNumber('ARG_OF_PERICENTER'),
    meanAnomalyDeg: reader.requiredNumber('MEAN_ANOMALY'),
    bstarPerEarthRadius: reader.requiredNumber('BSTAR'),
    // SGP4 does without the derivatives; they are there for other theories.
    meanMotionDotRevPerDay2: reader.number('MEAN_MOTION_DOT') ?? 0,
    meanMotionDdotRevPerDay3: reader.number('MEAN_MOTION_DDOT') ?? 0,
    classification: reader.text('CLASSIFICATION_TYPE'),
    elementSetNumber: reader.number('ELEMENT_SET_NO'),
    revolutionAtEpoch: reader.number('REV_AT_EPOCH'),
  };
  return reader.fault ? { fault: reader.fault } : { value, assumptions: reader.assumptions };
}

/** Refuses other centers, frames and theories; one warning tells which of them the message left open. */
function checkConventions(reader: FieldReader): void {
  const assumed: string[] = [];
  for (const { keyword, taken } of conventions) {
    const text = reader.text(keyword);
    if (!reader.has(keyword)) assumed.push(`${keyword} ${taken[0]}`);
    else if (text !== undefined && !taken.some((name) => name === text.toUpperCase())) {
      reader.refuse('domain.unsupported', `expected ${keyword} to be ${taken.join(' or ')}, got ${shown(text)}`);
    }
  }
  if (reader.has('REF_FRAME_EPOCH')) {
    reader.refuse('domain.unsupported', 'expected TEME of date, got a REF_FRAME_EPOCH');
  }
  const theory = otherTheories.get(reader.number('EPHEMERIS_TYPE') ?? 0);
  if (theory) {
    reader.refuse('domain.unsupported', `expected EPHEMERIS_TYPE 0 for SGP4, got that of ${theory}`);
  }
  if (assumed.length > 0) reader.assume(`what the message does not say was taken to be ${assumed.join(', ')}`);
}

/** Who it is: the catalog number, or the international designator of an object without one. */
function readIdentity(reader: FieldReader): Pick<ElementSet, 'catalogId' | 'internationalDesignator'> {
  const internationalDesignator = reader.text('OBJECT_ID');
  if (reader.has('NORAD_CAT_ID') || internationalDesignator === undefined) {
    const text = reader.requiredText('NORAD_CAT_ID');
    const catalogId = parseCatalogId(text);
    if (catalogId === undefined && text !== '') {
      reader.refuse(
        'domain.bad_catalog_id',
        `expected one to nine digits or Alpha-5 for NORAD_CAT_ID, got ${shown(text)}`,
      );
    }
    return { catalogId: catalogId ?? '', internationalDesignator };
  }
  reader.assume(`NORAD_CAT_ID is not given; the object goes by its OBJECT_ID ${shown(internationalDesignator)}`);
  return { catalogId: parseCatalogId(internationalDesignator) ?? internationalDesignator, internationalDesignator };
}

function readMeanMotion(reader: FieldReader): number {
  if (reader.has('MEAN_MOTION') || !reader.has('SEMI_MAJOR_AXIS')) return reader.requiredNumber('MEAN_MOTION');
  reader.refuse('domain.missing_field', 'expected a value for MEAN_MOTION, where SGP4 begins, got a SEMI_MAJOR_AXIS');
  return Number.NaN;
}

/** Epoch in UTC, ms since 1970-01-01; NaN after a fault. */
function readEpoch(reader: FieldReader): number {
  const text = reader.requiredText('EPOCH');
  const system = reader.text('TIME_SYSTEM')?.toUpperCase() ?? 'UTC';
  if (!isTimeSystem(system)) {
    reader.refuse('domain.unsupported', `expected TIME_SYSTEM to be UTC, TAI, TT or GPS, got ${shown(system)}`);
    return Number.NaN;
  }
  const epochUtcMs = parseCcsdsEpoch(text, system);
  if (epochUtcMs === undefined && text !== '') {
    reader.refuse('domain.bad_epoch', `expected EPOCH such as 2026-03-01T12:00:00.250, got ${shown(text)}`);
  }
  return epochUtcMs ?? Number.NaN;
}

const isTimeSystem = (name: string): name is TimeSystem => timeSystems.has(name);
