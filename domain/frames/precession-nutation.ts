import { arcsecToRad } from '../units.ts';
import { type Matrix3, multiply, rotationX, rotationZ } from '../vectors/matrix3.ts';
import { delaunayArguments, nutation } from './nutation.ts';

/**
 * The Fukushima-Williams angles of precession, frame bias included; coefficients of powers of t, arcsec.
 *
 * @source IAU 2006 precession: Hilton et al. 2006, Celestial Mechanics and Dynamical Astronomy 94, 351, table 1;
 *         Wallace and Capitaine 2006, A&A 459, 981, equation 40 for the bias
 */
const gammaBarArcsec = [-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026];
const phiBarArcsec = [84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176];
const psiBarArcsec = [-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148];
const meanObliquityArcsec = [84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434];

const polynomialRad = (coefficientsArcsec: readonly number[], t: number): number =>
  arcsecToRad(coefficientsArcsec.reduceRight((sum, coefficient) => sum * t + coefficient, 0));

/** Rotation from the GCRF to the equator and equinox that nutation leaves after precession has moved them. */
function gcrfToEquator(t: number, nutationLongitudeRad: number, nutationObliquityRad: number): Matrix3 {
  const toEcliptic = multiply(rotationX(polynomialRad(phiBarArcsec, t)), rotationZ(polynomialRad(gammaBarArcsec, t)));
  const toEquinox = multiply(rotationZ(-polynomialRad(psiBarArcsec, t) - nutationLongitudeRad), toEcliptic);
  return multiply(rotationX(-polynomialRad(meanObliquityArcsec, t) - nutationObliquityRad), toEquinox);
}

/** Rotation from the GCRF to the mean equator and equinox of J2000.0, EME2000: the frame bias, 0.02 arcsec. */
export const gcrfToEme2000: Matrix3 = gcrfToEquator(0, 0, 0);

export interface TrueEquator {
  /** Rotation from the GCRF to the true equator and equinox of date. */
  readonly gcrfToTrueOfDate: Matrix3;
  /** Apparent minus mean sidereal time. */
  readonly equationOfEquinoxesRad: number;
}

/**
 * Where the true equator and equinox of a date lie, by IAU 2006 precession and IAU 2000B nutation.
 * The observed departure of the pole from the model, below 0.001 arcsec, is left out.
 *
 * @param centuriesTt  Julian centuries of TT since J2000.0
 */
export function precessionNutation(centuriesTt: number): TrueEquator {
  const { longitudeRad, obliquityRad } = nutation(centuriesTt);
  const { moonNode } = delaunayArguments(centuriesTt);
  // The largest two of the terms that complete the product; the others stay below 0.00003 arcsec together.
  const complementArcsec = 0.00264096 * Math.sin(moonNode) + 0.00006352 * Math.sin(2 * moonNode);
  return {
    gcrfToTrueOfDate: gcrfToEquator(centuriesTt, longitudeRad, obliquityRad),
    equationOfEquinoxesRad:
      longitudeRad * Math.cos(polynomialRad(meanObliquityArcsec, centuriesTt)) + arcsecToRad(complementArcsec),
  };
}
