/**
 * Mean elements of one object at one epoch, as an Orbit Mean-elements Message names them.
 * A two-line element set is read into the same value.
 *
 * @source CCSDS 502.0-B-3, section 4; theory of Hoots and Roehrich 1980 (SGP4), frame TEME
 */
export interface ElementSet {
  readonly kind: 'element set';
  /** NORAD catalog number of one to nine digits without leading zeros; Alpha-5 is decoded. Text, never a number. */
  readonly catalogId: string;
  /** Undefined when the record gives none. */
  readonly objectName?: string | undefined;
  /** International designator as written in an OMM, such as 1998-067A. */
  readonly internationalDesignator?: string | undefined;
  /** UTC, ms since 1970-01-01, fractions kept. */
  readonly epochUtcMs: number;
  readonly meanMotionRevPerDay: number;
  readonly eccentricity: number;
  readonly inclinationDeg: number;
  readonly raanDeg: number;
  readonly argPericenterDeg: number;
  readonly meanAnomalyDeg: number;
  /** SGP4 drag term, 1 / Earth radii. */
  readonly bstarPerEarthRadius: number;
  /** First derivative of the mean motion divided by two, as on a TLE, rev/day². */
  readonly meanMotionDotRevPerDay2: number;
  /** Second derivative of the mean motion divided by six, as on a TLE, rev/day³. */
  readonly meanMotionDdotRevPerDay3: number;
  readonly classification?: string | undefined;
  readonly elementSetNumber?: number | undefined;
  readonly revolutionAtEpoch?: number | undefined;
}
