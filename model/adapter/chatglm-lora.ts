import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { invalidAdapter } from './adapter-fault.ts';
import type { LoraModule } from './lora-adapter.ts';

/**
 * LoRA of ChatGLM2 and ChatGLM3 under their own module names.
 *
 * ChatGLM makes queries, keys and values in one product, rows `[q | k | v]`; Hugging Face `glm` in three. The rows of
 * B belong to the rows of the product, A is common to all: each of the three gets A and its rows of B. Gate and up are
 * one product in both, in the same order.
 *
 * @source THUDM ChatGLM2-6B, modeling_chatglm.py; Hugging Face transformers 4.57, models/glm
 */

const chatglmPath = /^transformer\.encoder\.layers\.(\d+)\.(.+)$/;
const fusedName = 'self_attention.query_key_value';
const namesHere = new Map([
  ['self_attention.dense', 'self_attn.o_proj'],
  ['mlp.dense_h_to_4h', 'mlp.gate_up_proj'],
  ['mlp.dense_4h_to_h', 'mlp.down_proj'],
]);

/** True when modules are named as in ChatGLM's own checkpoints. */
export function hasChatglmNames(modules: ReadonlyMap<string, LoraModule>): boolean {
  return [...modules.keys()].some((path) => chatglmPath.test(path));
}

/**
 * The same branches for the modules of Hugging Face `glm`.
 *
 * @throws AppError `model.adapter_invalid` when the model is no GLM, a module has no counterpart or other sizes
 */
export function fromChatglmNames(
  modules: ReadonlyMap<string, LoraModule>,
  config: DecoderConfig,
  folder: string,
): Map<string, LoraModule> {
  if (config.architecture !== 'glm')
    throw invalidAdapter(folder, `expected a glm for the modules of ChatGLM, got a ${config.architecture}`);
  return new Map(
    [...modules].flatMap(([path, module]): [string, LoraModule][] => {
      const [, layer, name = ''] = chatglmPath.exec(path) ?? [];
      const at = `model.layers.${layer}`;
      if (name === fusedName) return splitFused(at, path, module, config, folder);
      const own = namesHere.get(name);
      if (own === undefined) throw invalidAdapter(folder, `expected a linear module of a ChatGLM layer, got ${path}`);
      return [[`${at}.${own}`, module]];
    }),
  );
}

function splitFused(
  at: string,
  path: string,
  module: LoraModule,
  { heads: H, keyValueHeads: G, headSize: D }: DecoderConfig,
  folder: string,
): [string, LoraModule][] {
  const { rank, b, outputs } = module;
  if (outputs !== (H + 2 * G) * D)
    throw invalidAdapter(folder, `${path}: expected lora_B of ${(H + 2 * G) * D} rows, got ${outputs}`);
  let row = 0;
  return (['q', 'k', 'v'] as const).map((part) => {
    const rows = (part === 'q' ? H : G) * D;
    const own = b.slice(row * rank, (row + rows) * rank); // [rows, r]
    row += rows;
    return [`${at}.self_attn.${part}_proj`, { ...module, b: own, outputs: rows }];
  });
}
