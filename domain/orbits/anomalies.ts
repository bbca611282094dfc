/**
 * The three angles that place a body on an ellipse, counted from perigee.
 * All conversions keep whole revolutions; eccentricity is in [0, 1).
 *
 * @source Vallado 2013, Fundamentals of Astrodynamics and Applications, section 2.2; half-angle forms without
 *         singularity of Broucke and Cefola 1973, Celest. Mech. 7:388
 */

/** Solves Kepler's equation M = E - e sin E. */
export function meanToEccentricAnomaly(meanAnomalyRad: number, eccentricity: number): number {
  const revolutionsRad = 2 * Math.PI * Math.round(meanAnomalyRad / (2 * Math.PI));
  const mean = meanAnomalyRad - revolutionsRad;
  // On [0, pi] the equation is convex, so Newton's steps from above the root go down to it and never past it.
  const target = Math.abs(mean);
  let eccentric = Math.min(target + eccentricity, Math.PI);
  for (;;) {
    const excess = eccentric - eccentricity * Math.sin(eccentric) - target;
    const next = eccentric - excess / (1 - eccentricity * Math.cos(eccentric));
    if (!(next < eccentric)) break;
    eccentric = next;
  }
  return revolutionsRad + Math.sign(mean) * eccentric;
}

/** Kepler's equation itself. */
export function eccentricToMeanAnomaly(eccentricAnomalyRad: number, eccentricity: number): number {
  return eccentricAnomalyRad - eccentricity * Math.sin(eccentricAnomalyRad);
}

export function eccentricToTrueAnomaly(eccentricAnomalyRad: number, eccentricity: number): number {
  const beta = flattening(eccentricity);
  const [s, c] = [Math.sin(eccentricAnomalyRad), Math.cos(eccentricAnomalyRad)];
  return eccentricAnomalyRad + 2 * Math.atan2(beta * s, 1 - beta * c);
}

export function trueToEccentricAnomaly(trueAnomalyRad: number, eccentricity: number): number {
  const beta = flattening(eccentricity);
  const [s, c] = [Math.sin(trueAnomalyRad), Math.cos(trueAnomalyRad)];
  return trueAnomalyRad - 2 * Math.atan2(beta * s, 1 + beta * c);
}

const flattening = (eccentricity: number) => eccentricity / (1 + Math.sqrt(1 - eccentricity ** 2));
