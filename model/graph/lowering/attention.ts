import type { GraphBuilder } from '../graph-builder.ts';

/** What scaled dot-product attention reads, heads apart. */
export interface AttentionParts {
  readonly query: string; // [B, H, S, D]
  readonly key: string; // [B, G, T, D]
  readonly value: string; // [B, G, T, D']
  /** Added to the scores: shape broadcasts to [B, G, H / G, S, T]. */
  readonly bias: string | undefined;
  readonly heads: number; // H
  readonly keyValueHeads: number; // G
  /** Factor of the scores; 1 / sqrt(D) when left out. */
  readonly scale: number | undefined;
  /** Scores are bent to this bound at most, when it is not 0. */
  readonly softcap: number;
}

/**
 * Scaled dot-product attention in plain operators. The H / G query heads that share a key head are laid out as extra
 * rows of one product, so keys and values are never repeated in memory.
 *
 * @returns [B, S, H * D']
 */
export function scaledAttention(b: GraphBuilder, parts: AttentionParts): string {
  const { key, value, bias, heads: H, keyValueHeads: G, softcap } = parts;
  const size = (tensor: string, axis: number): string => b.op('Shape', [tensor], { start: axis, end: axis + 1 });
  const shape = (...sizes: readonly (string | number)[]): string =>
    b.op(
      'Concat',
      sizes.map((each) => (typeof each === 'number' ? b.ints([each]) : each)),
      { axis: 0 },
    );
  const query = parts.scale === undefined ? overRootOfSize(b, parts.query) : parts.query;
  const rows = b.op('Reshape', [query, shape(0, G, -1, size(query, 3))]); // [B, G, H / G * S, D]
  const scores = b.op('FusedMatMul', [rows, key], { transB: 1, alpha: { float: parts.scale ?? 1 } });
  const perHead = b.op('Reshape', [capped(b, scores, softcap), shape(0, G, H / G, size(query, 2), size(key, 2))]);
  const masked = bias ? b.op('Add', [perHead, bias]) : perHead; // [B, G, H / G, S, T]
  const weights = b.op('Reshape', [b.op('Softmax', [masked], { axis: -1 }), b.op('Shape', [scores])]);
  const mixed = b.op('Reshape', [b.op('MatMul', [weights, value]), shape(0, H, size(query, 2), size(value, 3))]);
  return mergeHeads(b, mixed);
}

/** [B, S, heads * D] as [B, heads, S, D]. */
export function splitHeads(b: GraphBuilder, tensor: string, heads: number): string {
  return b.op('Transpose', [b.op('Reshape', [tensor, b.ints([0, 0, heads, -1])])], { perm: [0, 2, 1, 3] });
}

function mergeHeads(b: GraphBuilder, tensor: string): string {
  return b.op('Reshape', [b.op('Transpose', [tensor], { perm: [0, 2, 1, 3] }), b.ints([0, 0, -1])]);
}

/** New keys or values after those of the cache. */
export function appended(b: GraphBuilder, past: string | undefined, fresh: string): string {
  return past ? b.op('Concat', [past, fresh], { axis: 2 }) : fresh;
}

/**
 * 0 where a query may look and a large negative number where it may not: keys after itself, and all but the last
 * `window` keys up to itself.
 *
 * @param query  [B, H, S, D]
 * @param key    [B, G, T, D]; the queries are the last S of the T positions
 * @param window negative for none
 * @returns [S, T]
 */
export function causalBias(b: GraphBuilder, query: string, key: string, window: number): string {
  const count = (tensor: string): string =>
    b.op('Squeeze', [b.op('Shape', [tensor], { start: 2, end: 3 }), b.ints([0])]);
  const [S, T] = [count(query), count(key)];
  const keys = b.op('Range', [b.ints([0], []), T, b.ints([1], [])]);
  const own = b.op('Unsqueeze', [b.op('Range', [b.op('Sub', [T, S]), T, b.ints([1], [])]), b.ints([1])]); // [S, 1]
  const isBehind = b.op('LessOrEqual', [keys, own]);
  const isNear = (): string => b.op('Greater', [keys, b.op('Sub', [own, b.ints([window], [])])]);
  const allowed = window < 0 ? isBehind : b.op('And', [isBehind, isNear()]);
  return b.op('Where', [allowed, b.scalar(0), b.scalar(-1e9)]);
}

function overRootOfSize(b: GraphBuilder, query: string): string {
  const size = b.op('Cast', [b.op('Shape', [query], { start: 3, end: 4 })], { to: 1 });
  return b.op('Div', [query, b.op('Sqrt', [size])]);
}

function capped(b: GraphBuilder, scores: string, softcap: number): string {
  if (softcap === 0) return scores;
  const bound = b.scalar(softcap);
  return b.op('Mul', [b.op('Tanh', [b.op('Div', [scores, bound])]), bound]);
}
