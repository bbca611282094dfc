import { wilsonInterval } from './wilson-interval.ts';

/** Two models compared on the same records. */
export interface PairedComparison {
  /** Records compared. */
  readonly n: number;
  /** Records that only the first model got right. */
  readonly onlyA: number;
  /** Records that only the second model got right. */
  readonly onlyB: number;
  /** Exact two-sided probability of so uneven a split of `onlyA` and `onlyB` between equal models; 1 when neither occurs. */
  readonly pValue: number;
  /** Accuracy of the first model minus that of the second, −1 … 1; 0 when nothing was compared. */
  readonly difference: number;
  /** Lower end of the 95 % interval of `difference`. */
  readonly low: number;
  /** Upper end of the 95 % interval of `difference`. */
  readonly high: number;
}

/**
 * McNemar's exact test of two models on the same records, and the 95 % interval of the difference of their accuracies.
 *
 * @param a  whether the first model was right, one a record
 * @param b  whether the second model was right, in the same order
 * @throws RangeError when the lengths differ
 * @source McNemar 1947, Psychometrika 12:153, in its exact binomial form;
 *         interval: Newcombe 1998, Improved confidence intervals for the difference between binomial proportions based
 *         on paired data, Stat. Med. 17:2635, method 10; both checked in mcnemar.test.ts
 */
export function mcnemar(a: readonly boolean[], b: readonly boolean[]): PairedComparison {
  if (a.length !== b.length) throw new RangeError(`expected as many outcomes of both, got ${a.length} and ${b.length}`);
  const n = a.length;
  const both = a.filter((isRight, i) => isRight && b[i]).length;
  const onlyA = a.filter((isRight, i) => isRight && !b[i]).length;
  const onlyB = b.filter((isRight, i) => isRight && !a[i]).length;
  return { n, onlyA, onlyB, pValue: exactPValue(onlyA, onlyB), ...differenceOf(both, onlyA, onlyB, n) };
}

/** Twice the lower tail of the binomial distribution with probability 1/2, at most 1; 0 below about 1e-308. */
function exactPValue(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  // ReportedTerms of the tail relative to its greatest, from that one down until they no longer count.
  let sum = 0;
  let term = 1;
  for (let k = fewer; k >= 0 && term > sum * Number.EPSILON; k--) {
    sum += term;
    term *= k / (n - k + 1);
  }
  const logGreatest = logFactorial(n) - logFactorial(fewer) - logFactorial(n - fewer) - n * Math.LN2;
  return Math.min(1, 2 * sum * Math.exp(logGreatest));
}

/**
 * ln n!, the log-gamma function of n + 1.
 *
 * @param n  whole number, 0 or more
 * @source Abramowitz and Stegun 1964, 6.1.41 (Stirling's series); the first term left out is 1.2e-14 at n = 16
 */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const correction = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + correction;
}

/** The difference of two paired shares with its 95 % interval: the Wilson intervals of both, joined by their correlation. */
function differenceOf(both: number, onlyA: number, onlyB: number, n: number) {
  const a = wilsonInterval(both + onlyA, n);
  const b = wilsonInterval(both + onlyB, n);
  const correlation = correctedPhi(both, onlyA, onlyB, n - both - onlyA - onlyB);
  const distance = (x: number, y: number) => Math.sqrt(x * x - 2 * correlation * x * y + y * y);
  const difference = n === 0 ? 0 : (onlyA - onlyB) / n;
  return {
    difference,
    low: difference - distance(a.accuracy - a.low, b.high - b.accuracy),
    high: difference + distance(b.accuracy - b.low, a.high - a.accuracy),
  };
}

/**
 * Correlation of two paired outcomes, a positive one with continuity correction; 0 when one outcome never varies.
 *
 * The correction is what sets method 10 apart from method 8.
 */
function correctedPhi(both: number, onlyA: number, onlyB: number, neither: number): number {
  const n = both + onlyA + onlyB + neither;
  const [rightA, rightB] = [both + onlyA, both + onlyB];
  // A root for each model: the product of all four counts loses whole numbers from about 10 000 records on.
  const scale = Math.sqrt(rightA * (n - rightA)) * Math.sqrt(rightB * (n - rightB));
  if (scale === 0) return 0;
  const covariance = both * neither - onlyA * onlyB;
  return (covariance > 0 ? Math.max(covariance - n / 2, 0) : covariance) / scale;
}
