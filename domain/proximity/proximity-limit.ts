/**
 * Farthest range at which one object is described relative to another, km.
 * Relative motion about an orbit holds to about 420 km even in geostationary orbit; beyond this nothing is proximity.
 */
export const farthestProximityKm = 1000;
