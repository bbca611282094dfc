import { createRandom } from '#domain';
import type { Example } from '#prompts';
import type { ExampleCounts } from '../store/tuning-rows.ts';
import { simulateExamples } from './dataset-examples.ts';
import type { TuningSettings } from './tuning-settings.ts';

/** What the analysts' reviews give a strategy to learn from. */
export interface ReviewedExamples {
  readonly usable: readonly Example[];
  /** Reviewed targets whose labels the strategy cannot learn, see labeled-example.ts. */
  readonly leftOut: number;
}

/** Examples to learn from and examples held out. */
export interface RunExamples {
  readonly training: readonly Example[];
  readonly validation: readonly Example[];
}

/** What decides how examples are divided. */
type Division = Pick<TuningSettings, 'source' | 'examples' | 'repeat' | 'validation'>;

/** Reviewed targets that are held out: a fifth, and no more than are to be held out in all. */
const heldOutLabels = ({ source, validation }: Division, usable: number): number =>
  source === 'simulated' ? 0 : Math.min(validation, Math.max(1, Math.round(usable / 5)));

/** How many examples a run will have with so many usable reviews. */
export function exampleCounts(
  division: Division,
  { usable, leftOut }: { usable: number; leftOut: number },
): ExampleCounts {
  const { source, examples, repeat, validation } = division;
  if (source === 'simulated') return { labels: 0, leftOut: 0, training: examples, validation };
  const held = heldOutLabels(division, usable);
  const learned = usable - held;
  return source === 'corrections'
    ? { labels: usable, leftOut, training: learned, validation: held }
    : { labels: usable, leftOut, training: learned * repeat + examples, validation };
}

/**
 * The examples of a run: reviewed targets in an order drawn by the seed, the first of them held out, and simulated ones
 * behind them. The same settings and reviews give the same examples.
 *
 * @param turn  called after every few simulated examples, which take milliseconds each; may throw to end the work
 */
export async function makeRunExamples(
  settings: TuningSettings,
  usable: readonly Example[],
  turn: () => Promise<void>,
): Promise<RunExamples> {
  const { source, seed, repeat, examples, validation, varied, strategy } = settings;
  const labels = source === 'simulated' ? [] : createRandom(seed).shuffle(usable);
  const held = heldOutLabels(settings, labels.length);
  const learned = labels.slice(held);
  const simulate = async (split: 'training' | 'validation', count: number): Promise<Example[]> => {
    const made: Example[] = [];
    if (source === 'corrections' || count === 0) return made;
    for (const example of simulateExamples({ split, seed, count }, varied, strategy)) {
      made.push(example);
      if (made.length % examplesPerTurn === 0) await turn();
    }
    return made;
  };
  const shown = source === 'both' ? Array.from({ length: repeat }, () => learned).flat() : learned;
  return {
    training: [...shown, ...(await simulate('training', examples))],
    validation: [...labels.slice(0, held), ...(await simulate('validation', validation - held))],
  };
}

const examplesPerTurn = 8;
