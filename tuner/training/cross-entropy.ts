import type { GraphBuilder } from '#model';

export interface CrossEntropy {
  /** Weighted mean of -log p(label), scalar. */
  readonly loss: string;
  /** Gradient of the loss with respect to the logits, [M, V]. */
  readonly logitsGradient: string;
  /** 1 where the label is the likeliest token, [M] int64. */
  readonly hits: string;
}

/**
 * Cross-entropy of labeled rows and its closed-form gradient, (softmax - one-hot) * weight / total weight.
 *
 * @param logits  [M, V]
 * @param labels  [M] int64
 * @param weights [M, 1] float; 0 for rows that only fill the batch
 * @param vocabularySize  V
 */
export function crossEntropy(
  b: GraphBuilder,
  logits: string,
  labels: string,
  weights: string,
  vocabularySize: number,
): CrossEntropy {
  const column = b.op('Unsqueeze', [labels, b.ints([1])]); // [M, 1]
  const share = b.op('Div', [weights, b.op('ReduceSum', [weights], { keepdims: 1 })]); // [M, 1]
  const logProbabilities = b.op('LogSoftmax', [logits], { axis: -1 });
  const picked = b.op('GatherElements', [logProbabilities, column], { axis: 1 });
  const loss = b.op('Neg', [b.op('ReduceSum', [b.op('Mul', [picked, share])], { keepdims: 0 })]);

  const bounds = b.initializer('one_hot_values', {
    type: 'float32',
    dims: [2],
    data: new Uint8Array(Float32Array.of(0, 1).buffer),
  });
  const oneHot = b.op('OneHot', [labels, b.ints([vocabularySize]), bounds]);
  const excess = b.op('Sub', [b.op('Exp', [logProbabilities]), oneHot]);
  const hits = b.op('Cast', [b.op('Equal', [b.op('ArgMax', [logits], { axis: 1, keepdims: 0 }), labels])], { to: 7 });
  return { loss, logitsGradient: b.op('Mul', [excess, share]), hits };
}
