import { AppError } from '#errors';
import type { ValueInfo } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** The inputs of every decoder in the ordinary convention besides its caches. */
export const tokenInputs: readonly ValueInfo[] = [
  { name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] },
  { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
  { name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] },
];

/** Further inputs of some exports, each computed from those of the convention. */
const derivations: Readonly<Record<string, (b: GraphBuilder) => string>> = {
  /** Keys that each row has, less one. */
  seqlens_k: (b) => b.op('Sub', [b.op('ReduceSum', ['attention_mask', b.ints([1])], { keepdims: 0 }), b.ints([1])]),
  total_sequence_length: (b) => totalLength(b),
  past_sequence_length: (b) => pastLength(b),
  cache_position: (b) => {
    const scalar = (tensor: string): string => b.op('Squeeze', [tensor, b.ints([0])]);
    return b.op('Range', [scalar(pastLength(b)), scalar(totalLength(b)), b.ints([1], [])]);
  },
  /** 0 asks for the logits of every token. */
  num_logits_to_keep: (b) => b.ints([0]),
  logits_to_keep: (b) => b.ints([0]),
};

const totalLength = (b: GraphBuilder): string => b.op('Shape', ['attention_mask'], { start: 1, end: 2 });

const pastLength = (b: GraphBuilder): string =>
  b.op('Sub', [totalLength(b), b.op('Shape', ['input_ids'], { start: 1, end: 2 })]);

/**
 * Computes an input that is not of the convention, under its own name.
 *
 * @throws AppError `model.onnx_invalid` when it follows from nothing known
 */
export function writeDerivedInput(b: GraphBuilder, { name, type, shape }: ValueInfo): void {
  const derive = derivations[name];
  if (!derive || (type !== 'int32' && type !== 'int64')) {
    throw new AppError(
      'model.onnx_invalid',
      `expected inputs ${tokenInputs.map((input) => input.name).join(', ')}, past_key_values.N.key|value and what follows from them, got ${name} of type ${type}`,
      { hint: `known besides: ${Object.keys(derivations).join(', ')}` },
    );
  }
  const whole = b.op('Cast', [derive(b)], { to: type === 'int32' ? 6 : 7 });
  const dims = shape?.map((size) => (size === 1 ? 1 : -1)) ?? [-1];
  b.named(name, b.op('Reshape', [whole, b.ints(dims)]));
}
