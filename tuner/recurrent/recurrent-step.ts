import { countOf, type Feeds, float32Tensor, type Graph, GraphBuilder, int64Tensor } from '#model';
import { differentiate } from '../autodiff/differentiate.ts';
import { crossEntropy } from '../training/cross-entropy.ts';
import { gradientName } from '../training/step-graph.ts';
import { writeNetwork } from './gru-graph.ts';
import { type RecurrentSizes, recurrentWeightShapes } from './recurrent-sizes.ts';

/** One training step of a recurrent network as graphs; inputs are a batch, see {@link seriesFeeds}, and the weights. */
export interface RecurrentStep {
  /** Outputs `loss`, the mean cross-entropy of the batch in nats, and `gradient/NAME` for each weight. */
  readonly graph: Graph;
  /** The forward part alone: output `loss`. */
  readonly forward: Graph;
}

/** Batches that shapes are found with; their sizes differ and none is 1. */
const probeRows = [2, 3] as const;

/** The step of a network of these sizes: the loss of a batch and the gradient of every weight. */
export async function buildRecurrentStep(sizes: RecurrentSizes): Promise<RecurrentStep> {
  const b = new GraphBuilder();
  const { logits, backwards } = writeNetwork(b, sizes);
  const labels = b.input({ name: 'labels', type: 'int64', shape: ['batch'] });
  const column = b.op('Concat', [b.op('Shape', [labels]), b.ints([1])], { axis: 0 });
  const alike = b.op('Expand', [b.scalar(1), column]); // [B, 1]
  const { loss, logitsGradient } = crossEntropy(b, logits, labels, alike);
  b.output({ name: b.named('loss', loss), type: 'float32', shape: [] });

  const shapes = recurrentWeightShapes(sizes);
  const weights = [...shapes].map(([name, dims]) => [name, new Float32Array(countOf(dims))] as const);
  const { b: step, gradients } = await differentiate({
    graph: b.build('recurrent-loss', [logitsGradient]),
    seeds: new Map([[logits, logitsGradient]]),
    wrt: [...shapes.keys()],
    probes: probeRows.map((rows) => ({
      ...weightFeeds(sizes, new Map(weights)),
      ...seriesFeeds(sizes, Array(rows).fill(new Float32Array(sizes.steps * sizes.features))),
      ...labelFeeds(Array(rows).fill(0)),
    })),
    distinct: [backwards],
  });
  for (const [name, shape] of shapes) {
    const gradient = step.named(gradientName(name), gradients.get(name) as string);
    step.output({ name: gradient, type: 'float32', shape });
  }
  return { graph: step.build('recurrent-step'), forward: b.build('recurrent-loss') };
}

/** Series of one batch as the input `series`, [B, T, F]. */
export function seriesFeeds({ steps, features }: RecurrentSizes, series: readonly Float32Array[]): Feeds {
  const data = new Float32Array(series.length * steps * features);
  for (const [row, values] of series.entries()) data.set(values, row * steps * features);
  return { series: float32Tensor(data, [series.length, steps, features]) };
}

/** Places of the true labels as the input `labels`, [B]. */
export function labelFeeds(labels: readonly number[]): Feeds {
  return { labels: int64Tensor(labels, [labels.length]) };
}

/** The weights as inputs of a graph. */
export function weightFeeds(sizes: RecurrentSizes, weights: ReadonlyMap<string, Float32Array>): Feeds {
  const shapes = recurrentWeightShapes(sizes);
  return Object.fromEntries(
    [...shapes].map(([name, dims]) => [name, float32Tensor(weights.get(name) as Float32Array, dims)]),
  );
}
