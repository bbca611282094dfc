import type { TimeWindow } from './time-window.ts';

/** The times at which both of two objects are known: intersections of their spans, in order. */
export function commonSpans(one: readonly TimeWindow[], other: readonly TimeWindow[]): TimeWindow[] {
  const common: TimeWindow[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const [a, b] = [one[i]!, other[j]!];
    const startUtcMs = Math.max(a.startUtcMs, b.startUtcMs);
    const endUtcMs = Math.min(a.endUtcMs, b.endUtcMs);
    if (startUtcMs < endUtcMs) common.push({ startUtcMs, endUtcMs });
    if (a.endUtcMs < b.endUtcMs) i++;
    else j++;
  }
  return common;
}

/** The parts of spans that lie in a window. */
export const spansWithin = (spans: readonly TimeWindow[], window: TimeWindow): TimeWindow[] =>
  commonSpans(spans, [window]);
