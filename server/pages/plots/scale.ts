/** A straight map from values to pixels. */
export interface Scale {
  (value: number): number;
  readonly low: number;
  readonly high: number;
}

/** Maps `low … high` to `fromPx … toPx`. */
export function linearScale(low: number, high: number, fromPx: number, toPx: number): Scale {
  const span = high - low || 1;
  const scale = (value: number) => fromPx + ((value - low) / span) * (toPx - fromPx);
  return Object.assign(scale, { low, high });
}

/** Smallest and largest of some values, widened by a share of their span on both sides. */
export function paddedSpan(values: readonly number[], share = 0.06): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const pad = (high - low) * share || Math.abs(high) * share || 1e-6;
  return { low: low - pad, high: high + pad };
}

/** Round values (1, 2 or 5 times a power of ten) inside `low … high`, about `count` of them. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const length = Math.max(0, Math.floor(high / step + 1e-9) - first + 1);
  return Array.from({ length }, (_, index) => (first + index) * step);
}

/** Words for the values of one axis: as many decimals as the step between them needs. */
export function tickWords(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : Math.abs(ticks[0] ?? 1) || 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks.map((tick) => (Math.abs(tick) < step / 1e6 ? 0 : tick).toFixed(decimals).replace('-', '−'));
}

/** Unit to draw lengths in, and how many of it a kilometer has: meters when no length reaches a kilometer. */
export function lengthUnit(lengthsKm: readonly number[]): { readonly unit: 'km' | 'm'; readonly perKm: number } {
  return lengthsKm.every((km) => Math.abs(km) < 1) ? { unit: 'm', perKm: 1000 } : { unit: 'km', perKm: 1 };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => n * day),
];

/** Round UTC instants inside a window, at most `count` of them, with their words. */
export function timeTicks(
  startMs: number,
  endMs: number,
  count: number,
): { readonly ms: number; readonly words: string }[] {
  const step = timeSteps.find((candidate) => (endMs - startMs) / candidate <= count) ?? 200 * day;
  const first = Math.ceil(startMs / step);
  const length = Math.max(0, Math.floor(endMs / step) - first + 1);
  return Array.from({ length }, (_, index) => {
    const ms = (first + index) * step;
    const iso = new Date(ms).toISOString();
    const words = step >= day ? iso.slice(5, 10) : step >= minute ? iso.slice(11, 16) : iso.slice(11, 19);
    return { ms, words };
  });
}
