import { checkConfidences } from './calibration.ts';

/** Nearest to 0 and 1 that a probability counts, so that its log-odds stay finite: ±13.8. */
const leastProbability = 1e-6;

/** The temperatures that are looked among; at either end confidences are all but 0 or 1, or all but 1/2. */
const temperatureRange = { low: 0.01, high: 100 };

/**
 * Steps of the search: each narrows the range of ln T by 0.618, here to 2e-12. The likelihood, flat at its best,
 * settles T to about eight digits.
 */
const searchSteps = 60;

/**
 * The one parameter that makes probabilities of being right say how often that is so: above 1 they were too sure,
 * below 1 not sure enough.
 *
 * Minimizes the mean negative log-likelihood of the outcomes over ln T. It has one minimum: in 1 / T it is the loss
 * of a logistic regression without intercept, which is convex. Fit on records that are used for nothing else.
 *
 * @param confidences  probabilities of being right, 0 … 1, one a record; at most 1e-6 away from 0 and 1 counts as that
 * @returns T, 0.01 … 100; at an end when the outcomes ask for more, and 1 when every confidence is 1/2
 * @throws RangeError when there is no record, the lengths differ, or a confidence is no probability
 * @source Guo et al. 2017, On Calibration of Modern Neural Networks, section 4; golden-section search: Kiefer 1953
 */
export function fitTemperature(confidences: readonly number[], correct: readonly boolean[]): number {
  checkConfidences(confidences, correct);
  const logOdds = confidences.map(logOddsOf);
  if (logOdds.every((value) => value === 0)) return 1;

  const loss = (logTemperature: number) => {
    const sharpness = Math.exp(-logTemperature);
    return logOdds.reduce((sum, value, i) => sum + softplus((correct[i] ? -value : value) * sharpness), 0);
  };
  return Math.exp(goldenSection(loss, Math.log(temperatureRange.low), Math.log(temperatureRange.high)));
}

/**
 * A probability of being right at another temperature: sigmoid(logit(p) / T).
 *
 * @param probability  0 … 1; at most 1e-6 away from 0 and 1 counts as that
 * @param temperature  positive; 1 changes nothing, a large one leads to 1/2
 * @throws RangeError when an argument is out of range
 */
export function applyTemperature(probability: number, temperature: number): number {
  if (!(0 <= probability && probability <= 1)) throw new RangeError(`expected a probability, got ${probability}`);
  checkTemperature(temperature);
  return 1 / (1 + Math.exp(-logOddsOf(probability) / temperature));
}

/**
 * A distribution over labels at another temperature: p^(1 / T), scaled to sum 1. The order of the labels stays.
 *
 * @param probabilities  not negative, at least one positive; need not sum to 1
 * @param temperature  positive; 1 only scales, a large one leads to equal probabilities
 * @throws RangeError when an argument is out of range
 */
export function scaleDistribution(probabilities: readonly number[], temperature: number): readonly number[] {
  checkTemperature(temperature);
  const largest = probabilities.reduce((high, probability) => Math.max(high, probability), 0);
  if (!(0 < largest && largest < Number.POSITIVE_INFINITY) || probabilities.some((probability) => probability < 0)) {
    throw new RangeError(`expected probabilities, at least one positive, got ${probabilities.join(', ') || 'none'}`);
  }
  // Relative to the largest, so that a small temperature does not take every power to 0.
  const powers = probabilities.map((probability) => (probability / largest) ** (1 / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function checkTemperature(temperature: number): void {
  if (!(0 < temperature && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`expected a positive temperature, got ${temperature}`);
  }
}

/** ln(p / (1 − p)), p kept off 0 and 1. */
function logOddsOf(probability: number): number {
  const kept = Math.min(1 - leastProbability, Math.max(leastProbability, probability));
  return Math.log(kept / (1 - kept));
}

/** ln(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Where a function with one minimum between `low` and `high` has it. */
function goldenSection(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [low, high];
  let [a, b] = [right - ratio * (right - left), left + ratio * (right - left)];
  let [fa, fb] = [f(a), f(b)];
  for (let step = 0; step < searchSteps; step++) {
    if (fa < fb) {
      [right, b, fb] = [b, a, fa];
      a = right - ratio * (right - left);
      fa = f(a);
    } else {
      [left, a, fa] = [a, b, fb];
      b = left + ratio * (right - left);
      fb = f(b);
    }
  }
  return (left + right) / 2;
}
