import { AppError } from '#errors';
import type { Initializer } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import {
  type BlockQuantizedWeight,
  blockSize,
  type DecoderWeight,
  isBlockQuantized,
} from '../quantization/block-quantized-weight.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weight-shapes.ts';

/** Writes the operators that read weights, each by the kind of weight it finds under a name. */
export class DecoderWeights {
  readonly #b: GraphBuilder;
  readonly #weights: ReadonlyMap<string, DecoderWeight>;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;

  constructor(b: GraphBuilder, config: DecoderConfig, weights: ReadonlyMap<string, DecoderWeight>) {
    this.#b = b;
    this.#weights = weights;
    this.#shapes = decoderWeightShapes(config);
  }

  /** A weight that is read as it is: of a norm, or a bias. */
  floats(name: string): string {
    return this.#b.initializer(name, this.#find(name) as Initializer);
  }

  /** Rows of a weight [V, E] by their numbers [B, S]: [B, S, E]. In few bits E has to be whole blocks. */
  rows(name: string, ids: string): string {
    const b = this.#b;
    const weight = this.#find(name);
    if (!isBlockQuantized(weight)) return b.op('Gather', [b.initializer(name, weight), ids]);
    const { packed, parts } = this.#parts(name, weight);
    const [V, blocks = 0, bytes = 0] = weight.packed.dims as readonly [number, number, number];
    const table = b.initializer(`${packed}.rows`, { ...weight.packed, dims: [V, blocks * bytes] });
    const attributes = { bits: weight.bits, block_size: blockSize, gather_axis: 0, quantize_axis: 1 };
    return b.op('GatherBlockQuantized', [table, ids, ...parts], attributes);
  }

  /**
   * The product of x [B, S, K] with a weight [N, K] transposed: [B, S, N].
   *
   * In 4 bits the runtime multiplies in float32. In 8 bits it would unfold the whole weight for each product (219 ms for
   * one row by 13696 x 4096 on two cores), so there it rounds what it multiplies to 8 bits too (3.4 ms), which adds 0.6 % of
   * error. Plain operators, and with them training, know nothing of this rounding.
   */
  product(x: string, name: string): string {
    const b = this.#b;
    const weight = this.#find(name);
    if (!isBlockQuantized(weight)) return b.op('FusedMatMul', [x, b.initializer(name, weight)], { transB: 1 });
    const [N, K] = weight.dims;
    const { packed, parts } = this.#parts(name, weight);
    const attributes = { K, N, bits: weight.bits, block_size: blockSize };
    const rounding = weight.bits === 8 ? { accuracy_level: 4 } : {};
    return b.op('MatMulNBits', [x, packed, ...parts], { ...attributes, ...rounding });
  }

  /** Product and bias, if there is one. */
  linear(x: string, name: string): string {
    const y = this.product(x, `${name}.weight`);
    return this.#shapes.has(`${name}.bias`) ? this.#b.op('Add', [y, this.floats(`${name}.bias`)]) : y;
  }

  #parts(name: string, { packed, scales, zeroPoints }: BlockQuantizedWeight) {
    const b = this.#b;
    const parts = [b.initializer(`${name}.scales`, scales)];
    if (zeroPoints) parts.push(b.initializer(`${name}.zero_points`, zeroPoints));
    return { packed: b.initializer(`${name}.packed`, packed), parts };
  }

  #find(name: string): DecoderWeight {
    const value = this.#weights.get(name);
    if (!value) throw new AppError('model.weight_missing', `expected a weight ${name}, got none`);
    return value;
  }
}
