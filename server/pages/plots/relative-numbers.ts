import type { RelativeState } from '#domain';

/** Distance from the own spacecraft, km. */
export const rangeKm = ({ positionRtnKm: [r, t, n] }: RelativeState): number => Math.hypot(r, t, n);

/** Speed of approach along the line of sight, km/s; positive while the range falls. */
export function closingRateKmPerS(state: RelativeState): number {
  const { positionRtnKm: p, velocityRtnKmPerS: v } = state;
  return -(p[0] * v[0] + p[1] * v[1] + p[2] * v[2]) / Math.max(rangeKm(state), 1e-12);
}
