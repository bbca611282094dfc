import { intAttribute } from './attributes.ts';
import { type ElementType, type Graph, type Initializer, isExternal } from './graph.ts';

/** Weights of a model by how they are kept. */
export interface StoredWeights {
  readonly parameters: number;
  readonly weights: readonly { readonly kind: string; readonly numbers: number }[];
  /** Of all constants; those that several operators read under other shapes count once. */
  readonly weightsBytes: number;
}

/** Constants of fewer numbers are no weights: axes, shapes, factors. */
const leastWeight = 16;

const floatTypes: readonly ElementType[] = ['float32', 'float16', 'bfloat16', 'float64'];

/** Counts the constants of a graph by kind; scales and zero points belong to the weight that they scale. */
export function storedWeights({ nodes, initializers }: Graph): StoredWeights {
  const numbersOf = new Map<string, number>();
  const packed = new Map<string, string>();
  const scaling = new Set<string>();
  for (const node of nodes) {
    const parts = packedParts(node.op);
    if (!parts) continue;
    packed.set(node.inputs[parts.levels] ?? '', `in ${intAttribute(node, 'bits', 4)} bits`);
    for (const name of node.inputs.slice(parts.scales, parts.scales + 2)) scaling.add(name);
  }
  const seen = new Set<string>();
  let weightsBytes = 0;
  for (const [name, initializer] of initializers) {
    const { place, bytes } = bytesOf(name, initializer);
    if (seen.has(place)) continue;
    seen.add(place);
    weightsBytes += bytes;
    const kind = packed.get(name) ?? (floatTypes.includes(initializer.type) ? initializer.type : undefined);
    const perByte = packed.get(name)?.includes('4') ? 2 : 1;
    const numbers = initializer.dims.reduce((product, size) => product * size, perByte);
    if (kind === undefined || scaling.has(name) || name.startsWith('rotary.') || numbers < leastWeight) continue;
    numbersOf.set(kind, (numbersOf.get(kind) ?? 0) + numbers);
  }
  const weights = [...numbersOf].map(([kind, numbers]) => ({ kind, numbers }));
  return { parameters: weights.reduce((sum, { numbers }) => sum + numbers, 0), weights, weightsBytes };
}

/** Places of the inputs that hold a weight in few bits. */
function packedParts(op: string): { readonly levels: number; readonly scales: number } | undefined {
  if (op === 'MatMulNBits') return { levels: 1, scales: 2 };
  return op === 'GatherBlockQuantized' ? { levels: 0, scales: 2 } : undefined;
}

function bytesOf(name: string, { data }: Initializer): { place: string; bytes: number } {
  if (!isExternal(data)) return { place: name, bytes: data.byteLength };
  return { place: `${data.location} at ${data.offset}`, bytes: data.length };
}
