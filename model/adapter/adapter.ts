import { join } from 'node:path';
import { type DecoderConfig, parseDecoderConfig } from '../decoder/decoder-config.ts';
import { firstFolderFile, readFolderJson } from '../folder/folder-file.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { findTokenEmbedding } from '../graph/surgery/virtual-tokens.ts';
import { invalidAdapter } from './adapter-fault.ts';
import { fromChatglmNames, hasChatglmNames } from './chatglm-lora.ts';
import { assertModulesFit, type LoraAdapter } from './lora-adapter.ts';
import { type PeftFolder, peftConfigFile, readPeftFolder } from './peft-folder.ts';
import { type PrefixAdapter, prefixOf } from './prefix-adapter.ts';
import { type PromptAdapter, promptOf } from './prompt-adapter.ts';
import { readLoraModules } from './read-lora.ts';
import { readThudmPrefix, thudmWeightsFile } from './thudm-prefix.ts';

/** What steers a decoder whose weights stay as they are. */
export type Adapter = PrefixAdapter | PromptAdapter | LoraAdapter;

/** The model an adapter is to steer. */
export interface AdaptedModel {
  readonly decoder: Graph;
  /** Where its `config.json` is; asked for by adapters in the formats of ChatGLM alone. */
  readonly modelDir?: string;
}

/**
 * Reads an adapter of any kind: a PEFT folder of `PREFIX_TUNING`, `PROMPT_TUNING` or `LORA`, or a P-tuning v2 checkpoint of
 * THUDM. What stands in another convention is converted: keys of THUDM are turned, products that ChatGLM fuses are split.
 *
 * @throws AppError `model.adapter_invalid` when it is damaged, of another kind, or made for another model;
 *         `model.prefix_convention` when a prefix says that its keys stand for another position of text;
 *         `model.pickle_refused` and `model.torch_file_invalid` as `readTorchFile`
 */
export async function readAdapter(folder: string, model: AdaptedModel): Promise<Adapter> {
  const marker = await firstFolderFile(folder, [peftConfigFile, thudmWeightsFile]);
  if (marker === thudmWeightsFile) return readThudmPrefix(folder, await glmConfigOf(folder, model));
  const peft = await readPeftFolder(folder);
  switch (peft.config.peft_type) {
    case 'PREFIX_TUNING':
      return prefixOf(peft, cacheShape(model.decoder));
    case 'PROMPT_TUNING':
      return promptOf(peft, findTokenEmbedding(model.decoder).width);
    case 'LORA':
      return loraOf(peft, model);
    default:
      throw invalidAdapter(
        folder,
        `expected peft_type PREFIX_TUNING, PROMPT_TUNING or LORA, got ${JSON.stringify(peft.config.peft_type)}`,
      );
  }
}

async function loraOf(peft: PeftFolder, model: AdaptedModel): Promise<LoraAdapter> {
  const { folder, name, sha256 } = peft;
  const told = readLoraModules(peft);
  const modules = hasChatglmNames(told) ? fromChatglmNames(told, await glmConfigOf(folder, model), folder) : told;
  assertModulesFit(modules, model.decoder, folder);
  return { kind: 'lora', name, sha256, modules };
}

/** Configuration of the model, which the formats of ChatGLM ask for. */
export async function glmConfigOf(folder: string, { modelDir }: AdaptedModel): Promise<DecoderConfig> {
  if (modelDir === undefined)
    throw invalidAdapter(
      folder,
      'expected the configuration of the model, which the formats of ChatGLM need, got none',
    );
  return parseDecoderConfig(await readFolderJson(modelDir, 'config.json'), join(modelDir, 'config.json'));
}
