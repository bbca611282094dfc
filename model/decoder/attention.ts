import type { GraphBuilder } from '../graph/graph-builder.ts';
import { architectures } from './architectures.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** What all layers' attention reads. */
export interface AttentionInputs {
  readonly inputIds: string; // [B, S]
  readonly mask: string; // [B, T]
  readonly positions: string; // [B, S]
  readonly cos: string; // [maxPositions, R / 2]
  readonly sin: string; // [maxPositions, R / 2]
}

/** What attention of one layer reads besides. */
export interface LayerInputs {
  readonly query: string; // [B, S, H * D]
  readonly key: string; // [B, S, G * D]
  readonly value: string; // [B, S, G * D]
  readonly pastKey: string; // [B, G, P, D]
  readonly pastValue: string; // [B, G, P, D]
}

export interface AttentionOutputs {
  readonly output: string; // [B, S, H * D]
  readonly presentKey: string; // [B, G, T, D]
  readonly presentValue: string; // [B, G, T, D]
}

/** Writes the attention of one layer. */
export type AttentionWriter = (inputs: LayerInputs) => AttentionOutputs;

/**
 * Grouped-query attention over the cache and the new tokens, in plain operators.
 *
 * The H / G query heads that share a key head are laid out as extra rows of one product, so keys and values are
 * never repeated in memory.
 */
export function plainAttention(
  b: GraphBuilder,
  { architecture, heads: H, keyValueHeads: G, headSize: D, rotaryChannels: R }: DecoderConfig,
  { inputIds, mask, positions, cos, sin }: AttentionInputs,
): AttentionWriter {
  const bias = attentionBias(b, inputIds, mask); // [B, 1, 1, S, T]
  const split = (tensor: string, count: number): string =>
    b.op('Transpose', [b.op('Reshape', [tensor, b.ints([0, 0, count, D])])], { perm: [0, 2, 1, 3] }); // [B, count, S, D]
  const rotate = (tensor: string, count: number): string =>
    b.op('RotaryEmbedding', [tensor, positions, cos, sin], {
      interleaved: architectures[architecture].rotaryPairs === 'neighbors' ? 1 : 0,
      rotary_embedding_dim: R,
      num_heads: count,
    });

  return (x) => {
    const query = rotate(split(x.query, H), H);
    const presentKey = b.op('Concat', [x.pastKey, rotate(split(x.key, G), G)], { axis: 2 }); // [B, G, T, D]
    const presentValue = b.op('Concat', [x.pastValue, split(x.value, G)], { axis: 2 });

    const rows = b.op('Reshape', [query, b.ints([0, G, -1, D])]); // [B, G, (H / G) * S, D]
    const scores = b.op('FusedMatMul', [rows, presentKey], { transB: 1, alpha: { float: 1 / Math.sqrt(D) } });
    const perHead = b.op('Reshape', [scores, scoreShape(b, positions, presentKey, H / G, G)]); // [B, G, H / G, S, T]
    const weights = b.op('Softmax', [b.op('Add', [perHead, bias])], { axis: -1 });
    const mixed = b.op('MatMul', [b.op('Reshape', [weights, b.op('Shape', [scores])]), presentValue]);

    const merged = b.op('Transpose', [b.op('Reshape', [mixed, b.ints([0, H, -1, D])])], { perm: [0, 2, 1, 3] }); // [B, S, H, D]
    return { output: b.op('Reshape', [merged, b.ints([0, 0, H * D])]), presentKey, presentValue };
  };
}

/** `[0, G, H / G, S, T]` as a tensor; 0 keeps the batch. */
function scoreShape(b: GraphBuilder, positions: string, key: string, group: number, G: number): string {
  const sequence = b.op('Shape', [positions], { start: 1, end: 2 });
  const total = b.op('Shape', [key], { start: 2, end: 3 });
  return b.op('Concat', [b.ints([0, G, group]), sequence, total], { axis: 0 });
}

/** 0 where a token may look, a large negative number where it may not: padding, and keys after itself. */
function attentionBias(b: GraphBuilder, inputIds: string, mask: string): string {
  const scalar = (x: string): string => b.op('Squeeze', [x, b.ints([0])]);
  const sequence = scalar(b.op('Shape', [inputIds], { start: 1, end: 2 })); // S
  const total = scalar(b.op('Shape', [mask], { start: 1, end: 2 })); // T
  const past = b.op('Sub', [total, sequence]);
  const zero = b.ints([0], []);
  const one = b.ints([1], []);
  const keys = b.op('Range', [zero, total, one]); // [T]
  const rows = b.op('Add', [b.op('Range', [zero, sequence, one]), past]); // [S]
  const causal = b.op('LessOrEqual', [keys, b.op('Unsqueeze', [rows, b.ints([1])])]); // [S, T]
  const present = b.op('Cast', [b.op('Unsqueeze', [mask, b.ints([1, 2, 3])])], { to: 9 }); // [B, 1, 1, 1, T]
  const allowed = b.op('And', [present, causal]); // [B, 1, 1, S, T]
  return b.op('Where', [allowed, b.scalar(0), b.scalar(-1e9)]);
}
