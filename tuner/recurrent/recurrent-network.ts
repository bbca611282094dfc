import { type MotionLabel, motionLabels, type Random } from '#domain';
import { countOf, openSession, type Session } from '#model';
import type { Tensors } from '../optim/optimizer.ts';
import { buildClassifier } from './gru-graph.ts';
import { type RecurrentSizes, recurrentWeightShapes } from './recurrent-sizes.ts';
import { seriesFeeds, weightFeeds } from './recurrent-step.ts';

/** A network that names the motion of a series: its sizes, and its weights by the names of `recurrentWeightShapes`. */
export interface RecurrentNetwork {
  readonly sizes: RecurrentSizes;
  readonly weights: Tensors;
}

/** Probability of each motion; they add up to 1. */
export type MotionProbabilities = Readonly<Record<MotionLabel, number>>;

/** Records that are run at a time. */
const batchSize = 256;

/**
 * Weights to start training from: uniform within 1 / sqrt(H) for the GRU, within 1 / sqrt(inputs) for what follows it.
 *
 * @source the initial values of torch.nn.GRU and torch.nn.Linear (their documentation)
 */
export function randomRecurrentWeights(sizes: RecurrentSizes, random: Random): Map<string, Float32Array> {
  const inputsOf = (name: string): number =>
    name.startsWith('head') || name === 'attention.weight' || name === 'attention.bias'
      ? 2 * sizes.hidden
      : sizes.hidden;
  return new Map(
    [...recurrentWeightShapes(sizes)].map(([name, dims]) => {
      const bound = 1 / Math.sqrt(inputsOf(name));
      return [name, Float32Array.from({ length: countOf(dims) }, () => random.between(-bound, bound))];
    }),
  );
}

/** Names the motion of records by a trained network: probabilities of the motions for each of `series`, in order. */
export async function classify(
  network: RecurrentNetwork,
  series: readonly Float32Array[],
): Promise<MotionProbabilities[]> {
  const session = await openSession(buildClassifier(network.sizes));
  const rows = await classRows(session, network, series);
  await session.close();
  return rows.map(
    (row) => Object.fromEntries(motionLabels.map((label, k) => [label, row[k] as number])) as MotionProbabilities,
  );
}

/** Class probabilities for each of `series`, by a session of `buildClassifier`. */
export async function classRows(
  session: Session,
  { sizes, weights }: RecurrentNetwork,
  series: readonly Float32Array[],
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let first = 0; first < series.length; first += batchSize) {
    const batch = series.slice(first, first + batchSize);
    const results = await session.run({ ...seriesFeeds(sizes, batch), ...weightFeeds(sizes, weights) });
    const data = results.probabilities?.data as Float32Array;
    for (const row of batch.keys()) rows.push(data.slice(row * sizes.labels, (row + 1) * sizes.labels));
  }
  return rows;
}
