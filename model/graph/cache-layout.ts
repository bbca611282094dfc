import { pastNames, presentNames } from './decoder-convention.ts';
import type { Dimension, Graph, ValueInfo } from './graph.ts';

/** A cache input or output of a decoder, in whatever layout it has. */
export interface CacheTensor {
  readonly info: ValueInfo;
  /** Its name in the ordinary convention. */
  readonly ordinaryName: string;
}

/** A cache input; the outputs of a graph are laid out as its inputs are. */
export interface CacheInput extends CacheTensor {
  /** Place of each axis of [batch, heads, tokens, size] in this layout. */
  readonly places: readonly number[];
  /** Shape in the ordinary convention, [batch, heads, tokens, size]. */
  readonly shape: readonly Dimension[];
}

/** The caches of `graph` among its inputs: 4 axes, float, and a name that tells layer and key or value. */
export function cacheInputs(graph: Graph): CacheInput[] {
  const batch = graph.inputs.find((input) => input.name === 'input_ids')?.shape?.[0];
  return graph.inputs.flatMap((info) => {
    const ordinaryName = ordinaryCacheName(info.name, pastNames);
    const places = info.shape?.length === 4 ? placesIn(info.shape, batch) : undefined;
    if (!ordinaryName || !places || info.type !== 'float32') return [];
    const shape = places.map((place) => info.shape?.[place] as Dimension);
    return [{ info, ordinaryName, places, shape }];
  });
}

/** The caches of `graph` among its outputs. */
export function cacheOutputs(graph: Graph): CacheTensor[] {
  return graph.outputs.flatMap((info) => {
    const ordinaryName = ordinaryCacheName(info.name, presentNames);
    return ordinaryName ? [{ info, ordinaryName }] : [];
  });
}

/** Names such as `past_key_values.0.key`, `past_key_0`, `past.0.value`, `k_cache.0`, `present_value_0`. */
function ordinaryCacheName(name: string, names: typeof pastNames): string | undefined {
  const said = name.replace(/key_values?/, '');
  const layer = /(?:^|[._])(\d+)(?:[._]|$)/.exec(said)?.[1];
  const says = (word: string): boolean => new RegExp(`(?:^|[._])${word}s?(?:[._]|$)`).test(said);
  if (layer === undefined || !/past|present|cache/.test(said)) return undefined;
  if (says('v') || says('value')) return names(Number(layer))[1];
  return says('k') || says('key') ? names(Number(layer))[0] : undefined;
}

/** Axes of known size are heads and size, in this order; the others are batch, named like that of the tokens, and tokens. */
function placesIn(shape: readonly Dimension[], batch: Dimension | undefined): readonly number[] | undefined {
  const axes = shape.map((_, axis) => axis);
  const [heads, size] = axes.filter((axis) => typeof shape[axis] === 'number');
  const open = axes.filter((axis) => typeof shape[axis] === 'string');
  if (open.length === 3 && heads === 1) return axes;
  if (heads === undefined || size === undefined || open.length !== 2) return undefined;
  const [first, second] = open as [number, number];
  return shape[second] === batch ? [second, heads, first, size] : [first, heads, second, size];
}
