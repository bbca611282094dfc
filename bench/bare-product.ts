import { createRandom } from '#domain';
import { type Feeds, float32Initializer, float32Tensor, type Graph, GraphBuilder } from '#model';

/** Sizes of a product of matrices: [m, k] by [k, n]. */
export interface ProductSize {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** A graph that is one product of random matrices, the second constant; its largest entry alone leaves the runtime. */
export function bareProduct({ m, k, n }: ProductSize): { graph: Graph; feeds: Feeds } {
  const { normal } = createRandom(1);
  const random = (length: number): Float32Array => Float32Array.from({ length }, normal);
  const b = new GraphBuilder();
  const a = b.input({ name: 'a', type: 'float32', shape: [m, k] });
  const product = b.op('MatMul', [a, b.initializer('b', float32Initializer(random(k * n), [k, n]))]);
  b.output({ name: b.op('ReduceMax', [product], { keepdims: 0 }), type: 'float32', shape: [] });
  return { graph: b.build('product'), feeds: { a: float32Tensor(random(m * k), [m, k]) } };
}

/** Billions of multiplications and additions in a product. */
export const productGflop = ({ m, k, n }: ProductSize): number => (2 * m * k * n) / 1e9;
