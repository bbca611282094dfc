/**
 * ONNX graphs as plain values.
 *
 * Letters for shapes, here and in every layer above: B batch, S sequence, P prefix, T = P + S keys,
 * H heads, G key/value heads, D head size, E width, F feed-forward width, V vocabulary, L layers.
 */

/** Element types the program meets, with their ONNX enumeration value. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
  uint4: 21,
  int4: 22,
} as const;
export type ElementType = keyof typeof elementTypes;

/** Graphs are written against this version of the standard operator set unless an operator needs a newer one. */
export const oldestOpset = 18;

/** A dimension: a size, or the name of one that is known only when the graph runs. */
export type Dimension = number | string;

/** Name, element type and shape of a graph input or output. */
export interface ValueInfo {
  readonly name: string;
  /** Null for an output whose type is left to the runtime to find. */
  readonly type: ElementType | null;
  /** Null when the rank is not known either. */
  readonly shape: readonly Dimension[] | null;
}

/** Bytes of a constant that stay in another file. */
export interface ExternalBytes {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A constant tensor: little-endian row-major bytes, in memory or in another file. */
export interface Initializer {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array | ExternalBytes;
}

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Initializer };

/** One operator call. Inputs left out are empty strings, as in ONNX. */
export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph whose nodes stand in an order in which they can run. */
export interface Graph {
  readonly name: string;
  /** Version of the standard operator set that the nodes are written in, {@link oldestOpset} or newer. */
  readonly opset: number;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: ReadonlyMap<string, Initializer>;
  readonly nodes: readonly Node[];
}

/** True when the constant's bytes are in another file. */
export function isExternal(data: Initializer['data']): data is ExternalBytes {
  return !(data instanceof Uint8Array);
}

/** A float32 constant; shares memory with `values`. */
export function float32Initializer(values: Float32Array, dims: readonly number[]): Initializer {
  return { type: 'float32', dims, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** An int64 constant. */
export function int64Initializer(values: readonly number[], dims: readonly number[] = [values.length]): Initializer {
  return { type: 'int64', dims, data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) };
}

/** The values of a float32 constant held in memory; copies only when the bytes are not aligned. */
export function float32Values(initializer: Initializer): Float32Array {
  if (initializer.type !== 'float32' || isExternal(initializer.data)) {
    throw new TypeError(`expected a float32 constant in memory, got ${initializer.type}`);
  }
  const bytes = initializer.data.byteOffset % 4 === 0 ? initializer.data : Uint8Array.from(initializer.data);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** The values of an int64 constant held in memory. */
export function int64Values({ type, data }: Initializer): readonly number[] {
  if (type !== 'int64' || isExternal(data)) throw new TypeError(`expected an int64 constant in memory, got ${type}`);
  return Array.from(new BigInt64Array(Uint8Array.from(data).buffer), Number);
}
