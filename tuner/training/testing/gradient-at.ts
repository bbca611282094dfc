import { type Feeds, openSession, type Session } from '#model';
import { gradientName, type StepGraph } from '../step-graph.ts';

/** A gradient entry and the central difference of the loss at the same place. */
export interface ComparedEntry {
  readonly place: number;
  readonly gradient: number;
  readonly difference: number;
  /** |gradient - difference| / |difference|. */
  readonly relativeError: number;
}

/** Loss and gradients of one step on fixed inputs, and the check of them against the loss alone. */
export interface MeasuredStep {
  readonly loss: number;
  gradient(trained: string): Float32Array;
  /** The entries of the largest gradient among `places`, each compared with a central difference. */
  compareLargest(trained: string, places: readonly number[], count: number): Promise<ComparedEntry[]>;
  close(): Promise<void>;
}

/**
 * Change of the loss, by its gradient, that a difference spans on either side: a thousand times the rounding of
 * float32 losses of order 1, and small beside the loss itself.
 */
const lossChange = 5e-4;
/** Largest step, small beside values of order 1. */
const largestStep = 0.25;

/** Runs a step graph, and its forward part for the differences. */
export async function measureStep({ graph, forward }: StepGraph, feeds: Feeds): Promise<MeasuredStep> {
  const session = await openSession(graph);
  const results = await session.run(feeds);
  await session.close();
  const forwardSession = await openSession(forward);
  const gradient = (trained: string): Float32Array => results[gradientName(trained)]?.data as Float32Array;
  return {
    loss: Number(results.loss?.data[0]),
    gradient,
    async compareLargest(trained, places, count) {
      const all = gradient(trained);
      const largest = [...places].sort((a, b) => Math.abs(all[b]!) - Math.abs(all[a]!)).slice(0, count);
      const compared: ComparedEntry[] = [];
      for (const place of largest) {
        const step = Math.min(largestStep, lossChange / Math.abs(all[place]!));
        const difference = await centralDifference(forwardSession, feeds, trained, place, step);
        const relativeError = Math.abs(all[place]! - difference) / Math.abs(difference);
        compared.push({ place, gradient: all[place]!, difference, relativeError });
      }
      return compared;
    },
    close: () => forwardSession.close(),
  };
}

/** Slope of the loss along one entry, of fourth order, so that bends in the loss hardly count. */
async function centralDifference(
  session: Session,
  feeds: Feeds,
  trained: string,
  place: number,
  step: number,
): Promise<number> {
  const { data, dims } = feeds[trained]!;
  const lossAt = async (offset: number): Promise<number> => {
    const moved = Float32Array.from(data as Float32Array);
    moved[place]! += offset;
    const results = await session.run({ ...feeds, [trained]: { data: moved, dims } });
    return Number(results.loss?.data[0]);
  };
  const near = (await lossAt(step)) - (await lossAt(-step));
  const far = (await lossAt(2 * step)) - (await lossAt(-2 * step));
  return (8 * near - far) / (12 * step);
}
