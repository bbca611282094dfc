import {
  checkPhysics,
  createRandom,
  describeMotion,
  flyScenario,
  type MotionFacts,
  type MotionLabel,
  motionLabels,
  rulebook,
} from '#domain';

/** A flown motion, the noise it was seen with, and what was read off it. */
export interface MotionCase {
  readonly seed: number;
  readonly flown: MotionLabel;
  readonly read: MotionLabel;
  readonly noiseFraction: number;
  readonly facts: MotionFacts;
  /** A label of another group of motions, drawn at random. */
  readonly wrong: MotionLabel;
  readonly allowsFlown: boolean;
  readonly allowsWrong: boolean;
}

/** Position noise, as a share of the range: from far better to worse than sensors at close range do. */
export const noiseFractions = [0.001, 0.05] as const;

/** Share of each window without observations. */
const gapFraction = 0.2;

const seedCount = 2 ** 31;

/** Flies and reads the motions in turn, as many cases of each; the same seed gives the same cases. */
export function* motionCases(perMotion: number, seed: number): Generator<MotionCase> {
  for (const flown of motionLabels) {
    const random = createRandom(seed).fork(flown);
    for (let i = 0; i < perMotion; i++) {
      const options = {
        seed: random.int(seedCount),
        motion: flown,
        noiseFraction: random.logBetween(...noiseFractions),
        gapFraction,
      };
      const { track } = flyScenario(options);
      const facts = describeMotion(track.states, track.context);
      const wrong = random.pick(motionLabels.filter((label) => groupOf[label] !== groupOf[flown]));
      yield {
        seed: options.seed,
        flown,
        read: readMotion(facts),
        noiseFraction: options.noiseFraction,
        facts,
        wrong,
        allowsFlown: checkPhysics(facts, flown).agrees,
        allowsWrong: checkPhysics(facts, wrong).agrees,
      };
    }
  }
}

/** Motions that differ in how the range goes, and not in a detail only. */
const groupOf: Readonly<Record<MotionLabel, string>> = {
  hovering: 'staying',
  flyaround: 'staying',
  rendezvous: 'arriving',
  collision: 'arriving',
  flyby: 'passing',
  retreat: 'passing',
  randomness: 'erratic',
};

/** The motion label that the rules give the words of the facts. */
export function readMotion(facts: MotionFacts): MotionLabel {
  const { groupOfTrend, groups } = rulebook.motion;
  const choice = groups[groupOfTrend[facts.rangeTrend]!]!;
  const label = 'always' in choice ? choice.always : choice.is[facts[choice.by as 'turn' | 'endSpeed' | 'course']];
  return label as MotionLabel;
}
