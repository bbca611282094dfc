import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { type Bits, type BlockQuantizedWeight, partShapes } from './block-quantized-weight.ts';
import { quantizeRows } from './quantize-rows.ts';

/** A weight [N, K] that is in memory, in few bits. */
export function quantizeWeight(name: string, weight: Initializer, bits: Bits): BlockQuantizedWeight {
  const dims = weight.dims as readonly [number, number];
  const { packed, scales, zeroPoints } = quantizeRows(float32Values(weight), dims[1], bits, name);
  const shapes = partShapes(bits, dims);
  return {
    bits,
    dims,
    packed: { type: 'uint8', dims: shapes.packed, data: packed },
    scales: float32Initializer(scales, shapes.scales),
    zeroPoints: zeroPoints && { type: 'uint8', dims: shapes.zeroPoints, data: zeroPoints },
  };
}
