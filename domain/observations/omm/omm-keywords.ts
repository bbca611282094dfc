/** What a number must be, in words and as a test. */
interface NumberRange {
  readonly words: string;
  holds(value: number): boolean;
}

const any: NumberRange = { words: 'a finite number', holds: () => true };
const positive: NumberRange = { words: 'more than 0', holds: (value) => value > 0 };
const ofEllipse: NumberRange = { words: '0 to less than 1', holds: (value) => value >= 0 && value < 1 };
const halfCircle: NumberRange = { words: '0 to 180', holds: (value) => value >= 0 && value <= 180 };
const circle: NumberRange = { words: '0 to 360', holds: (value) => value >= 0 && value <= 360 };
const counter: NumberRange = {
  words: 'a whole number from 0',
  holds: (value) => Number.isSafeInteger(value) && value >= 0,
};

/** How a number is given. */
export interface NumberKeyword {
  /** As the standard writes it; undefined for a bare number. */
  readonly unit: string | undefined;
  readonly range: NumberRange;
}

/**
 * Keywords whose values are numbers.
 *
 * @source CCSDS 502.0-B-3, table 4-3
 */
export const numberKeywords = {
  MEAN_MOTION: { unit: 'rev/day', range: positive },
  ECCENTRICITY: { unit: undefined, range: ofEllipse },
  INCLINATION: { unit: 'deg', range: halfCircle },
  RA_OF_ASC_NODE: { unit: 'deg', range: circle },
  ARG_OF_PERICENTER: { unit: 'deg', range: circle },
  MEAN_ANOMALY: { unit: 'deg', range: circle },
  BSTAR: { unit: '1/ER', range: any },
  MEAN_MOTION_DOT: { unit: 'rev/day**2', range: any },
  MEAN_MOTION_DDOT: { unit: 'rev/day**3', range: any },
  EPHEMERIS_TYPE: { unit: undefined, range: counter },
  ELEMENT_SET_NO: { unit: undefined, range: counter },
  REV_AT_EPOCH: { unit: undefined, range: counter },
} as const satisfies Readonly<Record<string, NumberKeyword>>;

export type NumberKeywordName = keyof typeof numberKeywords;

/** Keywords whose values are text. */
const textKeywords = [
  'OBJECT_NAME',
  'OBJECT_ID',
  'NORAD_CAT_ID',
  'CLASSIFICATION_TYPE',
  'EPOCH',
  'CENTER_NAME',
  'REF_FRAME',
  'TIME_SYSTEM',
  'MEAN_ELEMENT_THEORY',
] as const;

export type TextKeywordName = (typeof textKeywords)[number];

/** Keywords that are read. */
const readKeywords: ReadonlySet<string> = new Set([...Object.keys(numberKeywords), ...textKeywords]);

/**
 * Keywords of the standard that an element set has no place for, and those that space-track.org adds to its own messages.
 *
 * @source CCSDS 502.0-B-3, tables 4-1 to 4-3; field list of the class `gp` of space-track.org
 */
const passedOver: ReadonlySet<string> = new Set(
  `CCSDS_OMM_VERS COMMENT CLASSIFICATION CREATION_DATE ORIGINATOR MESSAGE_ID REF_FRAME_EPOCH SEMI_MAJOR_AXIS GM
  MASS SOLAR_RAD_AREA SOLAR_RAD_COEFF DRAG_AREA DRAG_COEFF BTERM AGOM COV_REF_FRAME
  SEMIMAJOR_AXIS PERIOD APOAPSIS PERIAPSIS OBJECT_TYPE RCS_SIZE COUNTRY_CODE LAUNCH_DATE SITE DECAY_DATE FILE GP_ID
  TLE_LINE0 TLE_LINE1 TLE_LINE2`.split(/\s+/),
);

/** Elements of the covariance, such as CX_X and CZ_DOT_Y_DOT, and what a producer defines for itself. */
const passedOverForm = /^(?:C[XYZ](?:_DOT)?_[XYZ](?:_DOT)?|USER_DEFINED_.*)$/;

/** Whether the value of a keyword goes into an element set; such a keyword comes once in a message. */
export const isReadKeyword = (keyword: string): boolean => readKeywords.has(keyword);

/** Whether a keyword belongs to the message, read or not; the others are worth a warning. */
export const isKnownKeyword = (keyword: string): boolean =>
  isReadKeyword(keyword) || passedOver.has(keyword) || passedOverForm.test(keyword);
