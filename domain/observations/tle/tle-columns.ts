/** Where a value stands on its line, how it is written, and what it is in an orbit mean-elements message. */
export interface TleColumn {
  readonly keyword: string;
  /** First and last column, counted from 1. */
  readonly columns: readonly [first: number, last: number];
  readonly form: RegExp;
  readonly example: string;
  /** The value as the message writes it. */
  toOmm(text: string): string;
}

const trimmed = (text: string): string => text.trim();
const angle = { form: /^[ \d]{3}\.[ \d]{4}$/, example: ' 51.6381', toOmm: trimmed };
const counter = { form: /^ *\d* *$/, example: ' 999', toOmm: trimmed };

/** A fraction and a power of ten, both without their marks: -11606-4 is -0.11606e-4. */
const power = {
  form: /^[ +-]\d{5}[ +-]\d$/,
  example: '-11606-4',
  toOmm: (text: string) => `${text[0]}.${text.slice(1, 6)}e${text.slice(6)}`.replaceAll(' ', ''),
};

/**
 * Values of line 1 but for the designators, which have files of their own.
 *
 * @source space-track.org, documentation of the two-line element set; Hoots and Roehrich 1980, section 2
 */
export const columnsOfLine1: readonly TleColumn[] = [
  { keyword: 'CLASSIFICATION_TYPE', columns: [8, 8], form: /^[A-Z ]$/, example: 'U', toOmm: trimmed },
  {
    keyword: 'EPOCH',
    columns: [19, 32],
    form: /^[ \d]\d(?: {2}\d| \d\d|\d{3})\.\d{8}$/,
    example: '24130.36689744',
    toOmm: toEpoch,
  },
  { keyword: 'MEAN_MOTION_DOT', columns: [34, 43], form: /^[ +\-\d]\.\d{8}$/, example: ' .00016024', toOmm: trimmed },
  { keyword: 'MEAN_MOTION_DDOT', columns: [45, 52], ...power },
  { keyword: 'BSTAR', columns: [54, 61], ...power },
  { keyword: 'EPHEMERIS_TYPE', columns: [63, 63], form: /^[ \d]$/, example: '0', toOmm: trimmed },
  { keyword: 'ELEMENT_SET_NO', columns: [65, 68], ...counter },
];

/** Values of line 2. */
export const columnsOfLine2: readonly TleColumn[] = [
  { keyword: 'INCLINATION', columns: [9, 16], ...angle },
  { keyword: 'RA_OF_ASC_NODE', columns: [18, 25], ...angle },
  {
    keyword: 'ECCENTRICITY',
    columns: [27, 33],
    form: /^ *\d+$/,
    example: '0003466',
    toOmm: (text) => `.${text.replaceAll(' ', '0')}`,
  },
  { keyword: 'ARG_OF_PERICENTER', columns: [35, 42], ...angle },
  { keyword: 'MEAN_ANOMALY', columns: [44, 51], ...angle },
  {
    keyword: 'MEAN_MOTION',
    columns: [53, 63],
    form: /^[ \d]{2}\.[ \d]{8}$/,
    example: '15.51043222',
    toOmm: trimmed,
  },
  { keyword: 'REV_AT_EPOCH', columns: [64, 68], ...counter },
];

/** Columns that separate values and stay blank. */
export const blankColumns = { 1: [2, 9, 18, 33, 44, 53, 62, 64], 2: [2, 8, 17, 26, 34, 43, 52] } as const;

/** Years of two digits from this one on belong to the last century: the first satellite flew in 1957. */
const firstYear = 57;

/** The year of two digits, from 1957 to 2056. */
export function toYear(digits: string): number {
  const year = Number(digits);
  return year + (year >= firstYear ? 1900 : 2000);
}

/** Day of year and clock from a day with eight decimals, to the microsecond and without rounding. */
function toEpoch(text: string): string {
  // A hundred-millionth of a day has 864 microseconds.
  const microseconds = Number(text.slice(6)) * 864;
  const clock = new Date(Math.floor(microseconds / 1e6) * 1000).toISOString().slice(11, 19);
  const fraction = String(microseconds % 1e6).padStart(6, '0');
  return `${toYear(text.slice(0, 2))}-${text.slice(2, 5).replaceAll(' ', '0')}T${clock}.${fraction}`;
}
