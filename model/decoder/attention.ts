import type { GraphBuilder } from '../graph/graph-builder.ts';
import { architectures } from './architectures.ts';
import type { DecoderConfig } from './decoder-config.ts';

export interface AttentionInputs {
  readonly query: string; // [B, S, H * D]
  readonly key: string; // [B, S, G * D]
  readonly value: string; // [B, S, G * D]
  readonly pastKey: string; // [B, G, P, D]
  readonly pastValue: string; // [B, G, P, D]
  readonly positions: string; // [B, S]
  readonly cos: string; // [maxPositions, R / 2]
  readonly sin: string; // [maxPositions, R / 2]
  readonly bias: string; // [B, 1, 1, S, T]
}

/**
 * Grouped-query attention over the cache and the new tokens, in plain operators.
 *
 * The H / G query heads that share a key head are laid out as extra rows of one product, so keys and values are
 * never repeated in memory.
 */
export function attention(
  b: GraphBuilder,
  { architecture, heads: H, keyValueHeads: G, headSize: D, rotaryChannels: R }: DecoderConfig,
  x: AttentionInputs,
): { output: string; presentKey: string; presentValue: string } {
  const split = (tensor: string, count: number): string =>
    b.op('Transpose', [b.op('Reshape', [tensor, b.ints([0, 0, count, D])])], { perm: [0, 2, 1, 3] }); // [B, count, S, D]
  const rotate = (tensor: string, count: number): string =>
    b.op('RotaryEmbedding', [tensor, x.positions, x.cos, x.sin], {
      interleaved: architectures[architecture].rotaryPairs === 'neighbors' ? 1 : 0,
      rotary_embedding_dim: R,
      num_heads: count,
    });

  const query = rotate(split(x.query, H), H);
  const presentKey = b.op('Concat', [x.pastKey, rotate(split(x.key, G), G)], { axis: 2 }); // [B, G, T, D]
  const presentValue = b.op('Concat', [x.pastValue, split(x.value, G)], { axis: 2 });

  const rows = b.op('Reshape', [query, b.ints([0, G, -1, D])]); // [B, G, (H / G) * S, D]
  const scores = b.op('FusedMatMul', [rows, presentKey], { transB: 1, alpha: { float: 1 / Math.sqrt(D) } });
  const perHead = b.op('Reshape', [scores, scoreShape(b, x.positions, presentKey, H / G, G)]); // [B, G, H / G, S, T]
  const weights = b.op('Softmax', [b.op('Add', [perHead, x.bias])], { axis: -1 });
  const mixed = b.op('MatMul', [b.op('Reshape', [weights, b.op('Shape', [scores])]), presentValue]);

  const merged = b.op('Transpose', [b.op('Reshape', [mixed, b.ints([0, H, -1, D])])], { perm: [0, 2, 1, 3] }); // [B, S, H, D]
  return { output: b.op('Reshape', [merged, b.ints([0, 0, H * D])]), presentKey, presentValue };
}

/** `[0, G, H / G, S, T]` as a tensor; 0 keeps the batch. */
function scoreShape(b: GraphBuilder, positions: string, key: string, group: number, G: number): string {
  const sequence = b.op('Shape', [positions], { start: 1, end: 2 });
  const total = b.op('Shape', [key], { start: 2, end: 3 });
  return b.op('Concat', [b.ints([0, G, group]), sequence, total], { axis: 0 });
}
