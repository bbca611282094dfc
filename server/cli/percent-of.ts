import type { Share } from '#tuner';

/** A share in percent, with its 95 % interval. */
export function percentOf({ accuracy, low, high }: Share): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  return `${percent(accuracy)} (${percent(low)}–${percent(high)})`;
}
