import type { Tensor } from '#model';
import type { Tensors } from '../optim/optimizer.ts';
import { gradientName } from './step-graph.ts';

/** Loss and gradients of some labels, means over them. */
export interface MeanGradients {
  readonly labels: number;
  readonly loss: number;
  readonly gradients: Tensors;
}

/** What a run of a step graph gave. */
export function meanGradients(results: Readonly<Record<string, Tensor>>, trained: readonly string[]): MeanGradients {
  const gradient = (name: string): Float32Array => results[gradientName(name)]?.data as Float32Array;
  return {
    labels: results.hits?.data.length ?? 0,
    loss: Number(results.loss?.data[0]),
    gradients: new Map(trained.map((name) => [name, gradient(name)])),
  };
}

/** The means over all labels of both, as one batch would have given them; may change the gradients of `sum`. */
export function joined(sum: MeanGradients | undefined, next: MeanGradients): MeanGradients {
  if (!sum) return next;
  const labels = sum.labels + next.labels;
  const [before, after] = [sum.labels / labels, next.labels / labels];
  for (const [name, values] of sum.gradients) {
    const others = next.gradients.get(name) as Float32Array;
    for (let i = 0; i < values.length; i += 1)
      values[i] = before * (values[i] as number) + after * (others[i] as number);
  }
  return { labels, loss: before * sum.loss + after * next.loss, gradients: sum.gradients };
}
