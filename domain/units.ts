/**
 * Physical constants and conversions, each with its source.
 * Inside noncoop lengths are km, times s, angles rad; only formats and pages use other units.
 */

/** Gravitational parameter of the Earth, km³/s². @source WGS 84 / EGM96, IERS Conventions 2010 table 1.1 (398600.4418) */
export const earthMuKm3PerS2 = 398600.4418;

/** Equatorial radius of the Earth, km. @source WGS 84 */
export const earthRadiusKm = 6378.137;

/** Second zonal harmonic of the geopotential, unnormalized. @source EGM96 */
export const earthJ2 = 1.08262668e-3;

/** Rotation rate of the Earth, rad/s. @source IERS Conventions 2010, table 1.2 */
export const earthRotationRadPerS = 7.292115e-5;

/** Radius of the Sun's photosphere, km. @source IAU 2015 Resolution B3 */
export const sunRadiusKm = 695700;

/** Astronomical unit, km. @source IAU 2012 Resolution B2 */
export const astronomicalUnitKm = 149597870.7;

export const secondsPerDay = 86400;
export const msPerDay = 86_400_000;

export const degToRad = (deg: number): number => (deg * Math.PI) / 180;
export const radToDeg = (rad: number): number => (rad * 180) / Math.PI;
export const arcsecToRad = (arcsec: number): number => degToRad(arcsec / 3600);

/** Mean motion in rad/s from revolutions per day. */
export const revPerDayToRadPerS = (revPerDay: number): number => (revPerDay * 2 * Math.PI) / secondsPerDay;
