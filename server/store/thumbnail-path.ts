import type { RelativeState } from '#domain';

/** Box the thumbnail is drawn in, px; lists draw it with this view box. */
export const thumbnailBox = { width: 64, height: 28, margin: 3 } as const;

/**
 * In-plane path of a target as SVG path data: in-track to the right, radial up, one scale for both,
 * the own spacecraft as a small square.
 *
 * Points nearer than half a pixel to the last one drawn are left out.
 */
export function thumbnailPath(states: readonly RelativeState[]): string {
  const { width, height, margin } = thumbnailBox;
  const alongKm = states.map((state) => state.positionRtnKm[1]);
  const radialKm = states.map((state) => state.positionRtnKm[0]);
  const [along, radial] = [spanWithOrigin(alongKm), spanWithOrigin(radialKm)];
  const pxPerKm = Math.min((width - 2 * margin) / along.sizeKm, (height - 2 * margin) / radial.sizeKm);
  const toX = (km: number) => width / 2 + (km - along.middleKm) * pxPerKm;
  const toY = (km: number) => height / 2 - (km - radial.middleKm) * pxPerKm;

  const parts: string[] = [`M${(toX(0) - 1.5).toFixed(1)} ${(toY(0) - 1.5).toFixed(1)}h3v3h-3z`];
  let last: readonly [number, number] | undefined;
  for (const state of states) {
    const point = [toX(state.positionRtnKm[1]), toY(state.positionRtnKm[0])] as const;
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < 0.5) continue;
    parts.push(`${last ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`);
    last = point;
  }
  return parts.join('');
}

function spanWithOrigin(km: readonly number[]): { middleKm: number; sizeKm: number } {
  let [low, high] = [0, 0];
  for (const value of km) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { middleKm: (low + high) / 2, sizeKm: Math.max(high - low, 1e-9) };
}
