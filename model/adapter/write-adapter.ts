import { basename } from 'node:path';
import { cacheShape } from '../graph/decoder-convention.ts';
import { type AdaptedModel, type Adapter, glmConfigOf } from './adapter.ts';
import { invalidAdapter } from './adapter-fault.ts';
import { writeLoraAdapter } from './lora-adapter.ts';
import { writePrefixAdapter } from './prefix-adapter.ts';
import { writePromptAdapter } from './prompt-adapter.ts';
import { writeThudmPrefix } from './thudm-prefix.ts';

/** That of PEFT has every kind, that of THUDM's P-tuning v2 prefixes of a GLM. */
export type AdapterFormat = 'peft' | 'thudm';

/**
 * Writes an adapter where the other program finds it.
 *
 * @throws AppError `model.adapter_invalid` when the format has no such adapter
 */
export async function writeAdapter(
  folder: string,
  adapter: Adapter,
  model: AdaptedModel,
  format: AdapterFormat = 'peft',
): Promise<void> {
  if (format === 'thudm') {
    if (adapter.kind !== 'prefix')
      throw invalidAdapter(folder, `expected a prefix for the format of THUDM, got a ${adapter.kind} adapter`);
    return writeThudmPrefix(folder, adapter, await glmConfigOf(folder, model));
  }
  const { decoder, modelDir } = model;
  const baseModel = modelDir === undefined ? decoder.name : basename(modelDir);
  switch (adapter.kind) {
    case 'prefix':
      return writePrefixAdapter(folder, { values: adapter.values, shape: cacheShape(decoder), baseModel });
    case 'prompt':
      return writePromptAdapter(folder, { values: adapter.values, width: adapter.width, baseModel });
    case 'lora':
      return writeLoraAdapter(folder, { modules: adapter.modules, decoder, baseModel });
  }
}
