import { dayOfYear } from '#domain';
import type { Box } from './axes.ts';
import type { Scale } from './scale.ts';
import { timeTicks } from './scale.ts';
import { type Svg, svg } from './svg.ts';

/** An instant on a UTC axis with its words: the clock or the date, and below it what changes less often. */
export interface UtcTick {
  readonly ms: number;
  readonly words: string;
  /** "2026-03-06 (065)": date and day of the year; null where the tick before has the same day. */
  readonly day: string | null;
}

/** Date with its day of the year, by which operators count: "2026-03-06 (065)". */
export const dayWords = (ms: number): string => `${new Date(ms).toISOString().slice(0, 10)} (${dayOfYear(ms)})`;

/** Round UTC instants of a window, each day named once, at its first tick. */
export function utcTicks(startMs: number, endMs: number, count: number): UtcTick[] {
  const ticks = timeTicks(startMs, endMs, count);
  const isOfDays = ticks.every(({ words }) => /^\d\d-\d\d$/.test(words));
  const dayOf = (ms: number) => (isOfDays ? new Date(ms).toISOString().slice(0, 4) : dayWords(ms));
  return ticks.map(({ ms, words }, index) => {
    const isNew = index === 0 || dayOf(ticks[index - 1]!.ms) !== dayOf(ms);
    return { ms, words: isOfDays ? `${words} (${dayOfYear(ms)})` : words, day: isNew ? dayOf(ms) : null };
  });
}

/** Room that a date takes along the axis, px. */
const dayPx = 96;

/** The words of a UTC axis below a panel: clock, then the day where it is new and has room. */
export function utcAxis({ bottom }: Box, toX: Scale, ticks: readonly UtcTick[]): Svg {
  let freeFromPx = Number.NEGATIVE_INFINITY;
  const texts = ticks.flatMap(({ ms, words, day }) => {
    const x = toX(ms);
    const hasRoom = day !== null && x >= freeFromPx;
    if (hasRoom) freeFromPx = x + dayPx;
    return [
      svg('text', { class: 'tick', x, y: bottom + 15, 'text-anchor': 'middle' }, [words]),
      ...(hasRoom ? [svg('text', { class: 'tick day', x, y: bottom + 29, 'text-anchor': 'middle' }, [day])] : []),
    ];
  });
  return svg('g', {}, texts);
}
