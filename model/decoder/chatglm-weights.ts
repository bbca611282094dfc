import type { DecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weight-shapes.ts';

/** Rows of a tensor in a checkpoint. */
export interface WeightRows {
  /** Name in the checkpoint. */
  readonly name: string;
  /** Of the whole tensor there. */
  readonly dims: readonly number[];
  readonly firstRow: number;
}

/**
 * Where ChatGLM keeps each weight of `decoderWeightShapes(config)`: query, key and value are rows of one tensor, the
 * others differ in name alone.
 *
 * @source pytorch_model.bin.index.json and modeling_chatglm.py of ChatGLM2-6B; checked in golden-chatglm.test.ts
 */
export function chatGlmWeights(config: DecoderConfig): ReadonlyMap<string, WeightRows> {
  const rows = { q: config.heads, k: config.keyValueHeads, v: config.keyValueHeads };
  const firstRows = { q: 0, k: rows.q * config.headSize, v: (rows.q + rows.k) * config.headSize };
  const fusedRows = firstRows.v + rows.v * config.headSize;
  return new Map(
    [...decoderWeightShapes(config)].map(([name, dims]): [string, WeightRows] => {
      const [, at, projection, kind] = /^(.*)self_attn\.([qkv])_proj\.(\w+)$/.exec(name) ?? [];
      if (at === undefined) return [name, { name: chatGlmName(name), dims, firstRow: 0 }];
      const fused = chatGlmName(`${at}self_attn.query_key_value.${kind}`);
      return [
        name,
        { name: fused, dims: [fusedRows, ...dims.slice(1)], firstRow: firstRows[projection as keyof typeof firstRows] },
      ];
    }),
  );
}

/** Parts of names, here and there. */
const renamed = [
  ['model.embed_tokens.', 'transformer.embedding.word_embeddings.'],
  ['model.layers.', 'transformer.encoder.layers.'],
  ['model.norm.', 'transformer.encoder.final_layernorm.'],
  ['lm_head.', 'transformer.output_layer.'],
  ['self_attn.o_proj.', 'self_attention.dense.'],
  ['self_attn.', 'self_attention.'],
  ['mlp.gate_up_proj.', 'mlp.dense_h_to_4h.'],
  ['mlp.down_proj.', 'mlp.dense_4h_to_h.'],
] as const;

function chatGlmName(name: string): string {
  return renamed.reduce((told, [ours, theirs]) => told.replace(ours, theirs), name);
}
