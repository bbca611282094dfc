import type { StepSearch } from './maneuver-steps.ts';
import type { RelativeSample } from './relative-samples.ts';

/** Windows longer than this many revolutions speak of the course from one to the next. */
export const mostSingleRevolutions = 2.5;

/** Samples that a relative orbit rests on, where there are as many. */
const leastOrbitSamples = 20;

/** Time from the first to the last, s. */
export function spanS(samples: readonly RelativeSample[]): number {
  return samples.length === 0 ? 0 : samples.at(-1)!.timeS - samples[0]!.timeS;
}

/** The longest stretch without a velocity step. */
export function longestCalm(samples: readonly RelativeSample[], { steps }: StepSearch): readonly RelativeSample[] {
  const bordersS = [Number.NEGATIVE_INFINITY, ...steps.map(({ timeS }) => timeS), Number.POSITIVE_INFINITY];
  const stretches = bordersS
    .slice(1)
    .map((toS, i) => samples.filter(({ timeS }) => timeS > bordersS[i]! && timeS <= toS));
  return stretches.reduce((a, b) => (spanS(b) > spanS(a) ? b : a));
}

/** One of the samples for each stretch of time of a length: the one nearest to its middle. */
export function oneForEach(samples: readonly RelativeSample[], stretchS: number): readonly RelativeSample[] {
  const count = Math.floor(spanS(samples) / stretchS + 0.5);
  const middlesS = Array.from({ length: count }, (_, i) => samples[0]!.timeS + ((i + 0.5) * spanS(samples)) / count);
  let at = 0;
  const chosen = middlesS.map((middleS) => {
    while (at + 1 < samples.length && samples[at + 1]!.timeS <= middleS) at++;
    return samples[at]!;
  });
  return chosen.filter((sample, i) => sample !== chosen[i - 1]);
}

/** A stretch short enough for one relative orbit: of many revolutions, two from the middle. */
export function oneOrbit(samples: readonly RelativeSample[], meanMotionRadPerS: number): readonly RelativeSample[] {
  const isShort = spanS(samples) * meanMotionRadPerS <= mostSingleRevolutions * 2 * Math.PI;
  return isShort ? samples : aroundMiddle(samples, (4 * Math.PI) / meanMotionRadPerS);
}

/** The samples of a time about the middle one, or as many as it takes for a relative orbit. */
function aroundMiddle(samples: readonly RelativeSample[], leastS: number): readonly RelativeSample[] {
  const middle = samples.length >> 1;
  let [from, to] = [middle, middle + 1];
  const isEnough = () => to - from >= leastOrbitSamples && samples[to - 1]!.timeS - samples[from]!.timeS >= leastS;
  while (!isEnough() && to - from < samples.length) {
    from = Math.max(0, from - 1);
    to = Math.min(samples.length, to + 1);
  }
  return samples.slice(from, to);
}
