import { architectures } from './architectures.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** Name and shape of every weight, in checkpoint order and under Hugging Face names; linear weights are `[out, in]`. */
export function decoderWeightShapes(config: DecoderConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize: V, width: E, feedForwardWidth: F, attentionBias } = config;
  const architecture = architectures[config.architecture];
  const queryWidth = config.heads * config.headSize;
  const keyWidth = config.keyValueHeads * config.headSize;
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [V, E]]]);
  const linear = (name: string, out: number, width: number, isBiased = false): void => {
    shapes.set(`${name}.weight`, [out, width]);
    if (isBiased) shapes.set(`${name}.bias`, [out]);
  };
  const norm = (name: string): Map<string, readonly number[]> => shapes.set(name, [E]);
  for (let layer = 0; layer < config.layers; layer += 1) {
    const at = `model.layers.${layer}`;
    norm(`${at}.input_layernorm.weight`);
    linear(`${at}.self_attn.q_proj`, queryWidth, E, attentionBias);
    linear(`${at}.self_attn.k_proj`, keyWidth, E, attentionBias);
    linear(`${at}.self_attn.v_proj`, keyWidth, E, attentionBias);
    linear(`${at}.self_attn.o_proj`, E, queryWidth, attentionBias && architecture.biasesOutput);
    if (architecture.normsAfterBlocks) norm(`${at}.post_self_attn_layernorm.weight`);
    norm(`${at}.post_attention_layernorm.weight`);
    if (architecture.fusesGateAndUp) {
      linear(`${at}.mlp.gate_up_proj`, 2 * F, E);
    } else {
      linear(`${at}.mlp.gate_proj`, F, E);
      linear(`${at}.mlp.up_proj`, F, E);
    }
    linear(`${at}.mlp.down_proj`, E, F);
    if (architecture.normsAfterBlocks) norm(`${at}.post_mlp_layernorm.weight`);
  }
  norm('model.norm.weight');
  if (!config.tiedEmbedding) linear('lm_head', V, E);
  return shapes;
}
