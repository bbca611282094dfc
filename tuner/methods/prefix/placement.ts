import { cacheShape, type Graph, prefixColumns, type ValueInfo } from '#model';
import { type Placement, virtualAxis } from '../placement.ts';
import { projectedPrefix, projectionInputs } from './projection.ts';
import { unfoldPrefix } from './unfold-prefix.ts';

/** The learned matrix `[P, 2 * L * G * D]`, when it is learned as it is. */
export const prefixName = 'prefix';
/** Factor of each entry of the prefix, same shape: 0 for entries that a step leaves out. */
export const keepName = 'prefix_keep';

export interface PrefixForm {
  /** Width of the hidden layer that the prefix is made through; 0 for none. */
  readonly projection?: number;
  /** Whether steps leave entries out. */
  readonly hasDropout?: boolean;
}

/** P-tuning v2: the prefix is the first cache of the decoder, which itself is not touched. */
export function prefixPlacement(decoder: Graph, { projection = 0, hasDropout = false }: PrefixForm = {}): Placement {
  const shape = cacheShape(decoder);
  const matrix = (name: string): ValueInfo => ({ name, type: 'float32', shape: [virtualAxis, prefixColumns(shape)] });
  return {
    decoder,
    trained: projection > 0 ? projectionInputs(shape, projection) : [matrix(prefixName)],
    extra: hasDropout ? [matrix(keepName)] : [],
    firstCache: (b) => {
      const whole = projection > 0 ? projectedPrefix(b) : prefixName;
      return unfoldPrefix(b, hasDropout ? b.op('Mul', [whole, keepName]) : whole, shape);
    },
  };
}
