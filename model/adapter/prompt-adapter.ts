import { float32Initializer, float32Values } from '../graph/graph.ts';
import { assertFinite, invalidAdapter } from './adapter-fault.ts';
import { assertPeftFields, assertPeftType, type PeftFolder, writePeftFolder } from './peft-folder.ts';

/**
 * Tuned virtual tokens: embeddings that stand before those of the text, at positions 0..P-1; text follows at
 * position P.
 *
 * On disk it is a PEFT `PROMPT_TUNING` folder.
 * @source Lester et al. 2021; PEFT, tuners/prompt_tuning and peft_model.py `PeftModelForCausalLM.forward`
 */
export interface PromptAdapter {
  readonly kind: 'prompt';
  readonly name: string;
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
  /** P. */
  readonly virtualTokens: number;
  /** E. */
  readonly width: number;
  /** `[P, E]`. */
  readonly values: Float32Array;
}

const weightName = 'prompt_embeddings';

/** Writes virtual tokens where PEFT finds them; it fills in the numbers of heads and layers, which it does not use. */
export async function writePromptAdapter(
  folder: string,
  { values, width, baseModel }: { values: Float32Array; width: number; baseModel: string },
): Promise<void> {
  const virtualTokens = values.length / width;
  const config = {
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    inference_mode: true,
    modules_to_save: null,
    num_attention_heads: null,
    num_layers: null,
    num_transformer_submodules: 1,
    num_virtual_tokens: virtualTokens,
    peft_type: 'PROMPT_TUNING',
    prompt_tuning_init: 'RANDOM',
    prompt_tuning_init_text: null,
    revision: null,
    task_type: 'CAUSAL_LM',
    token_dim: width,
    tokenizer_kwargs: null,
    tokenizer_name_or_path: null,
  };
  const weight = float32Initializer(values, [virtualTokens, width]);
  await writePeftFolder(folder, config, new Map([[weightName, weight]]));
}

/**
 * The virtual tokens in a PEFT folder.
 *
 * @param width  of the model's embeddings, E
 * @throws AppError `model.adapter_invalid` when it is another kind of adapter or was made for another model
 */
export function promptOf(peft: PeftFolder, width: number): PromptAdapter {
  assertPeftType(peft, 'PROMPT_TUNING');
  const { folder, name, sha256, tensors } = peft;
  const tensor = tensors.get(weightName);
  if (tensor?.dims.length !== 2 || tensor.dims[1] !== width) {
    throw invalidAdapter(
      folder,
      `expected ${weightName} of [tokens, ${width}], got [${tensor?.dims.join(', ') ?? 'nothing'}]`,
    );
  }
  const virtualTokens = tensor.dims[0] as number;
  assertPeftFields(peft, { num_virtual_tokens: virtualTokens, token_dim: width, num_transformer_submodules: 1 });
  const values = float32Values(tensor);
  assertFinite(values, folder, weightName);
  return { kind: 'prompt', name, sha256, virtualTokens, width, values };
}
