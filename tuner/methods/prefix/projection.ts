import { createRandom } from '#domain';
import {
  type CacheShape,
  countOf,
  float32Tensor,
  GraphBuilder,
  openSession,
  prefixColumns,
  type ValueInfo,
} from '#model';
import type { Tensors } from '../../optim/optimizer.ts';
import { virtualAxis } from '../placement.ts';

/**
 * A prefix that is learned through two layers, `W2 tanh(W1 e + b1) + b2`, and saved as what they make of it.
 *
 * @source Li and Liang 2021, Prefix-Tuning, section 4.3; names as PEFT, tuners/prefix_tuning/model.py, whose embedding
 *         is one token wide (THUDM's is as wide as the prefix)
 */
const names = {
  embedding: 'embedding.weight',
  hidden: 'transform.0.weight',
  hiddenBias: 'transform.0.bias',
  output: 'transform.2.weight',
  outputBias: 'transform.2.bias',
} as const;

/** The learned tensors: embedding `[P, G * D]`, then the layers. */
export function projectionInputs(shape: CacheShape, hidden: number): ValueInfo[] {
  const width = shape.keyValueHeads * shape.headSize;
  const columns = prefixColumns(shape);
  const input = (name: string, dims: ValueInfo['shape']): ValueInfo => ({ name, type: 'float32', shape: dims });
  return [
    input(names.embedding, [virtualAxis, width]),
    input(names.hidden, [hidden, width]),
    input(names.hiddenBias, [hidden]),
    input(names.output, [columns, hidden]),
    input(names.outputBias, [columns]),
  ];
}

/** Writes the prefix `[P, 2 * L * G * D]` out of the learned tensors. */
export function projectedPrefix(b: GraphBuilder): string {
  const layer = (x: string, weight: string, bias: string): string =>
    b.op('Add', [b.op('FusedMatMul', [x, weight], { transB: 1 }), bias]);
  const hidden = b.op('Tanh', [layer(names.embedding, names.hidden, names.hiddenBias)]); // [P, hidden]
  return layer(hidden, names.output, names.outputBias);
}

/** Start as in PyTorch: a standard normal embedding, layers uniform within one over the root of their inputs. */
export function randomProjection(
  dims: ReadonlyMap<string, readonly number[]>,
  seed: number,
): Map<string, Float32Array> {
  const random = createRandom(seed).fork('projection');
  return new Map(
    [...dims].map(([name, sizes]) => {
      const layer = name.slice(0, name.lastIndexOf('.'));
      const bound = 1 / Math.sqrt(dims.get(`${layer}.weight`)?.[1] ?? 1);
      const draw = name === names.embedding ? random.normal : () => random.between(-bound, bound);
      return [name, Float32Array.from({ length: countOf(sizes) }, draw)];
    }),
  );
}

/** The prefix that learned tensors stand for. */
export async function flattenProjection(
  inputs: readonly ValueInfo[],
  dims: ReadonlyMap<string, readonly number[]>,
  values: Tensors,
): Promise<Float32Array> {
  const b = new GraphBuilder();
  for (const input of inputs) b.input(input);
  b.output({ name: b.named('prefix', projectedPrefix(b)), type: 'float32', shape: null });
  const session = await openSession(b.build('projection'));
  const feeds = [...values].map(([name, data]) => [name, float32Tensor(data, dims.get(name) ?? [])] as const);
  const { prefix } = await session.run(Object.fromEntries(feeds));
  await session.close();
  return prefix?.data as Float32Array;
}
