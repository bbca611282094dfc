import type { ReferenceFrame } from '../../frames/reference-frame.ts';
import type { EphemerisCovariance } from './ephemeris-segment.ts';

/** Names as messages write them, blanks, hyphens and case aside. J2000 is an older word for EME2000. */
const inertialFrames: Readonly<Record<string, ReferenceFrame>> = {
  EME2000: 'EME2000',
  J2000: 'EME2000',
  GCRF: 'GCRF',
  TEME: 'TEME',
  TEMEOFDATE: 'TEME',
};

/** The International Celestial Reference Frame and its realizations; about the Earth it is the GCRF. */
const icrf = /^ICRF[123]?$/;

/** A realization is named by its year, as in ITRF-97, ITRF1997 and ITRF2014; they agree to centimeters. */
const itrf = /^ITRF(\d{2}|\d{4})?$/;

/** Axes that move with the object: those of the radius and orbit normal, and those of the velocity. */
const orbitFrames: Readonly<Record<string, 'RTN' | 'TNW'>> = {
  RTN: 'RTN',
  RSW: 'RTN',
  RIC: 'RTN',
  QSW: 'RTN',
  RSWINERTIAL: 'RTN',
  TNW: 'TNW',
  TNWINERTIAL: 'TNW',
};

/**
 * The frame that a message means by a name in REF_FRAME; undefined for one that is not read.
 *
 * @source CCSDS 502.0-B-3, section 3.2.3.3; SANA registries of celestial body and orbit-relative reference frames
 */
export function toEphemerisFrame(name: string): ReferenceFrame | undefined {
  const plain = plainName(name);
  if (icrf.test(plain)) return 'GCRF';
  if (itrf.test(plain)) return 'ITRF';
  return inertialFrames[plain];
}

/** The frame that a message means by a name in COV_REF_FRAME; undefined for one that is not read. */
export function toCovarianceFrame(name: string): EphemerisCovariance['frame'] | undefined {
  return toEphemerisFrame(name) ?? orbitFrames[plainName(name)];
}

const plainName = (name: string): string => name.toUpperCase().replaceAll(/[\s_-]/g, '');
