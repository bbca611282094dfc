/** A share with its denominator and its 95 % Wilson score interval. */
export interface Share {
  readonly correct: number;
  readonly n: number;
  /** `correct / n`; 0 when nothing was counted. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % point of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * 95 % Wilson score interval of a share, without continuity correction.
 *
 * Unlike the textbook interval it stays inside [0, 1] and does not collapse at 0 % or 100 %,
 * which is where a tuned model lives.
 *
 * @param correct  successes, 0 … n
 * @param n  trials; 0 gives the whole range [0, 1]
 * @throws RangeError when the counts are not whole numbers with 0 ≤ correct ≤ n
 * @source Wilson 1927, J. Am. Stat. Assoc. 22:209; checked against Newcombe 1998 in wilson-interval.test.ts
 */
export function wilsonInterval(correct: number, n: number): Share {
  if (!Number.isInteger(correct) || !Number.isInteger(n) || correct < 0 || correct > n) {
    throw new RangeError(`expected whole numbers with 0 ≤ correct ≤ n, got ${correct} of ${n}`);
  }
  if (n === 0) return { correct, n, accuracy: 0, low: 0, high: 1 };
  const share = correct / n;
  const center = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const halfWidth = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return {
    correct,
    n,
    accuracy: share,
    low: correct === 0 ? 0 : Math.max(0, center - halfWidth),
    high: correct === n ? 1 : Math.min(1, center + halfWidth),
  };
}
