import { AppError } from '#errors';

/**
 * The seed space of simulated scenarios, cut in four so that nothing a prefix was tuned on can turn up in a test.
 * A scenario's 32-bit seed is `quarter · 2³⁰ + S · 2¹⁶ + i` for the i-th scenario of the set with seed S.
 */
const quarters = { simulation: 0, training: 1, validation: 2, test: 3 } as const;

/** What simulated scenarios are for. */
export type SeedUse = keyof typeof quarters;

/** Scenarios a set can have; the paper's whole nominal set has 50,688. */
export const maxScenarios = 2 ** 16;

/** Largest seed S of a set. */
export const maxSetSeed = 2 ** 14 - 1;

/**
 * Seed of one scenario of a set.
 *
 * @param setSeed  0 … {@link maxSetSeed}
 * @param index  0 … {@link maxScenarios} - 1
 * @throws AppError `domain.seed_out_of_range` outside these bounds, where sets would begin to overlap
 */
export function scenarioSeed(use: SeedUse, setSeed: number, index: number): number {
  if (!isWithin(setSeed, maxSetSeed) || !isWithin(index, maxScenarios - 1)) {
    throw new AppError(
      'domain.seed_out_of_range',
      `Expected a seed from 0 to ${maxSetSeed} and at most ${maxScenarios} scenarios, got seed ${setSeed}, scenario ${index}.`,
    );
  }
  return quarters[use] * 2 ** 30 + setSeed * 2 ** 16 + index;
}

const isWithin = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;
