import type { GraphBuilder } from '#model';

/** Size of one axis, [1]; the axis may count from the end. */
export function sizeAlong(b: GraphBuilder, tensor: string, axis: number): string {
  return b.op('Shape', [tensor], axis === -1 ? { start: -1 } : { start: axis, end: axis + 1 });
}

/** Zeros of the shape of a tensor. */
export function zerosLike(b: GraphBuilder, tensor: string): string {
  return b.op('Expand', [b.scalar(0), b.op('Shape', [tensor])]);
}
