import type { GraphBuilder } from '#model';

export interface CrossEntropy {
  /** Weighted mean of -log p(label), scalar. */
  readonly loss: string;
  /** Gradient of the loss with respect to the logits, [M, V]. */
  readonly logitsGradient: string;
  /** 1 where no token is likelier than the label, [M] int64. */
  readonly hits: string;
}

/**
 * Cross-entropy of labeled rows and its closed-form gradient, (softmax - one-hot) * weight / total weight.
 *
 * @param logits  [M, V]
 * @param labels  [M] int64
 * @param weights [M, 1] float; 0 for rows that only fill the batch
 */
export function crossEntropy(b: GraphBuilder, logits: string, labels: string, weights: string): CrossEntropy {
  const column = b.op('Unsqueeze', [labels, b.ints([1])]); // [M, 1]
  const share = b.op('Div', [weights, b.op('ReduceSum', [weights], { keepdims: 1 })]); // [M, 1]
  const logProbabilities = b.op('LogSoftmax', [logits], { axis: -1 });
  const picked = b.op('GatherElements', [logProbabilities, column], { axis: 1 });
  const loss = b.op('Neg', [b.op('ReduceSum', [b.op('Mul', [picked, share])], { keepdims: 0 })]);

  const probabilities = b.op('Mul', [b.op('Exp', [logProbabilities]), share]);
  const logitsGradient = b.op('ScatterElements', [probabilities, column, b.op('Neg', [share])], {
    axis: 1,
    reduction: 'add',
  });
  const best = b.op('ReduceMax', [logProbabilities, b.ints([-1])], { keepdims: 1 }); // [M, 1]
  const isBest = b.op('Squeeze', [b.op('GreaterOrEqual', [picked, best]), b.ints([1])]);
  return { loss, logitsGradient, hits: b.op('Cast', [isBest], { to: 7 }) };
}
