import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { decoderWeightShapes } from '../decoder/weight-shapes.ts';
import type { ExternalBytes, Initializer } from '../graph/graph.ts';
import {
  type Bits,
  blockSize,
  type DecoderWeight,
  hasZeroPoints,
  partShapes,
} from '../quantization/block-quantized-weight.ts';
import { countOf } from '../weights/numbers.ts';
import { safetensorsHeader } from '../weights/safetensors.ts';

/** How weights are kept; norms and biases are float32 always. */
export const weightKinds = ['float32', 'int8', 'int4'] as const;
export type WeightKind = (typeof weightKinds)[number];

/** A weight of a decoder and the places of its parts in the weights file. */
export interface PlannedWeight {
  readonly name: string;
  readonly dims: readonly number[];
  /** As the graph refers to it. */
  readonly weight: DecoderWeight;
}

/** A weights file before it is written: what stands where. */
export interface WeightPlan {
  readonly header: Uint8Array;
  /** In checkpoint order. */
  readonly weights: readonly PlannedWeight[];
  readonly fileBytes: number;
  /** Numbers in all weights. */
  readonly parameters: number;
}

interface Part {
  readonly type: 'F32' | 'U8';
  readonly dims: readonly number[];
}

/**
 * Bits in which a weight is kept, or undefined for float32. In a model of 4 bits the embedding and the output head have 8: the
 * embedding costs no time, and the head is where an error reaches the logits undamped (docs/guide/models.md).
 */
export function bitsOf(name: string, [, columns]: readonly number[], kind: WeightKind): Bits | undefined {
  if (kind === 'float32' || columns === undefined) return undefined;
  const isVocabulary = name === 'model.embed_tokens.weight' || name === 'lm_head.weight';
  if (!isVocabulary) return kind === 'int8' ? 8 : 4;
  return columns % blockSize === 0 ? 8 : undefined;
}

/** Plans the weights file of a decoder, a safetensors file; floats come before bytes, so that all are aligned. */
export function planWeights(config: DecoderConfig, kind: WeightKind, file: string): WeightPlan {
  const shapes = [...decoderWeightShapes(config)];
  const parts = new Map<string, Part>(
    shapes.flatMap(([name, dims]) => partsOf(name, dims, bitsOf(name, dims, kind))).sort(floatsFirst),
  );
  const header = safetensorsHeader(parts);
  const constants = new Map<string, Initializer>();
  let offset = header.byteLength;
  for (const [name, { type, dims }] of parts) {
    const length = countOf(dims) * (type === 'F32' ? 4 : 1);
    constants.set(name, { type: type === 'F32' ? 'float32' : 'uint8', dims, data: { location: file, offset, length } });
    offset += length;
  }
  const weights = shapes.map(([name, dims]): PlannedWeight => {
    const bits = bitsOf(name, dims, kind);
    const constant = (part: string): Initializer => constants.get(part) as Initializer;
    if (bits === undefined) return { name, dims, weight: constant(name) };
    const [packed, scales] = [constant(`${name}.packed`), constant(`${name}.scales`)];
    const zeroPoints = constants.get(`${name}.zero_points`);
    return { name, dims, weight: { bits, dims: [dims[0] as number, dims[1] as number], packed, scales, zeroPoints } };
  });
  const parameters = shapes.reduce((sum, [, dims]) => sum + countOf(dims), 0);
  return { header, weights, fileBytes: offset, parameters };
}

function partsOf(name: string, dims: readonly number[], bits: Bits | undefined): [string, Part][] {
  if (bits === undefined) return [[name, { type: 'F32', dims }]];
  const shapes = partShapes(bits, dims as [number, number]);
  const parts: [string, Part][] = [
    [`${name}.packed`, { type: 'U8', dims: shapes.packed }],
    [`${name}.scales`, { type: 'F32', dims: shapes.scales }],
  ];
  if (hasZeroPoints(bits)) parts.push([`${name}.zero_points`, { type: 'U8', dims: shapes.zeroPoints }]);
  return parts;
}

const floatsFirst = ([, a]: [string, Part], [, b]: [string, Part]): number =>
  Number(a.type !== 'F32') - Number(b.type !== 'F32');

/** The place of a planned constant. */
export const placeOf = ({ data }: Initializer): ExternalBytes => data as ExternalBytes;
