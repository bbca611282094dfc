import type { EvaluationReport } from '../pages/evaluation-schema.ts';

export type Share = EvaluationReport['rows'][number]['exactMatch'];
export type Points = EvaluationReport['comparisons'][number]['difference'];
export type Interval = EvaluationReport['calibration'][number]['sets'][number]['ece'];

const minus = (text: string): string => text.replace('-', '−');

/** A number with so many decimals and a true minus. */
export const fixedWords = (value: number, decimals: number): string => minus(value.toFixed(decimals));

/** A share as counted, not as rounded. */
export const exactly = ({ correct, n }: Share): number => (n === 0 ? 0 : correct / n);

/** "99.81 %"; what is not quite all never reads as 100 %, nor what is not quite none as 0 %. */
export function percentWords(share: number): string {
  const rounded = (100 * share).toFixed(2);
  if (share < 1 && rounded === '100.00') return '> 99.99 %';
  if (share > 0 && rounded === '0.00') return '< 0.01 %';
  return `${rounded} %`;
}

/** "99.81 % (99.69 to 99.88)"; a dash when nothing was counted. */
export const shareWords = (share: Share): string =>
  share.n === 0
    ? '–'
    : `${percentWords(exactly(share))} (${(100 * share.low).toFixed(2)} to ${(100 * share.high).toFixed(2)})`;

/** "+1.20 (0.60 to 1.80)", percentage points; losses are written without the plus. */
export function pointsWords({ points, low, high }: Points, sign: 'signed' | 'plain' = 'signed'): string {
  const plus = sign === 'signed' && points > 0 ? '+' : '';
  return `${plus}${fixedWords(points, 2)} (${fixedWords(low, 2)} to ${fixedWords(high, 2)})`;
}

/** "0.0120 (0.0080 to 0.0170)". */
export const intervalWords = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;

/** "0.031", "< 0.001". */
export const pValueWords = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A whole number with thousands apart: "8,448". */
export const countWords = (count: number): string => count.toLocaleString('en-US');
