import type { GraphBuilder } from './graph-builder.ts';

/**
 * A constant that counts as computed only once `tensor` is.
 *
 * What is made of constants alone may be made at any time, and the runtime makes it first: all weights of a decoder that are
 * unfolded from few bits, 25 GB at the size of ChatGLM2-6B, before the first of them is used.
 */
export function afterTensor(b: GraphBuilder, constant: string, tensor: string): string {
  const size = b.op('Cast', [b.op('Shape', [tensor], { start: 0, end: 1 })], { to: 1 });
  return b.op('Add', [constant, b.op('Mul', [size, b.scalar(0)])]);
}
