import type { Random } from '../random.ts';

/** Spans of each size term as they are drawn, m; the limits of `spanLimitsM` lie between them with room for noise. */
const drawnSpansM: Readonly<Record<string, readonly [number, number]>> = {
  small: [0.3, 1.6],
  medium: [2.5, 6.5],
  large: [10, 40],
};

const perMeter = { m: 1, cm: 100, ft: 1 / 0.3048 } as const;

type Unit = keyof typeof perMeter;

/** A span that belongs to a size term, m. */
export const drawSpanM = (term: string, random: Random): number => random.logBetween(...drawnSpansM[term]!);

/** A span in words: the slot `{m}`, `{cm}` or `{ft}` of a format names the unit; two digits, as observers estimate. */
export function spanInWords(format: string, spanM: number): string {
  return format.replace(/\{(m|cm|ft)\}/, (_, unit: Unit) => String(Number((spanM * perMeter[unit]).toPrecision(2))));
}
