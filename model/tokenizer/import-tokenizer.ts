import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstFolderFile, missing, readFolderFile, readFolderJson } from '../folder/folder-file.ts';
import { readSentencePieceModel, type SentencePieceModel } from './sentencepiece-model.ts';
import { type SpecialTokens, toHuggingFaceTokenizer } from './sentencepiece-to-huggingface.ts';

const tokenizerFile = 'tokenizer.json';
const configFile = 'tokenizer_config.json';
const sentencePieceFile = 'tokenizer.model';

/**
 * Tokens that ChatGLM2 and ChatGLM3 number from the end of their pieces. The roles are those of ChatGLM3; in ChatGLM2
 * their numbers are spare rows of the embedding, and as no text becomes one of them they do no harm there.
 *
 * @source THUDM, tokenization_chatglm.py
 */
const chatGlmTokens: SpecialTokens = {
  appended: [
    ...['[MASK]', '[gMASK]', '[sMASK]', 'sop', 'eop'],
    ...['<|system|>', '<|user|>', '<|assistant|>', '<|observation|>'],
  ],
  start: ['[gMASK]', 'sop'],
};

/**
 * Puts `tokenizer.json` and `tokenizer_config.json` into a model folder: those of a checkpoint where it has them, else
 * what its SentencePiece `tokenizer.model` says in their form.
 *
 * @throws AppError `model.folder_missing`, `model.tokenizer_invalid`
 */
export async function importTokenizer(fromFolder: string, toFolder: string): Promise<void> {
  const file = await firstFolderFile(fromFolder, [tokenizerFile, sentencePieceFile]);
  if (!file) throw missing(fromFolder, `${tokenizerFile} or ${sentencePieceFile}`);
  await mkdir(toFolder, { recursive: true });
  if (file === tokenizerFile) {
    for (const name of [tokenizerFile, configFile]) {
      if (!(await firstFolderFile(fromFolder, [name]))) throw missing(fromFolder, name);
      await copyFile(join(fromFolder, name), join(toFolder, name));
    }
    return;
  }
  const model = readSentencePieceModel(await readFolderFile(fromFolder, file), join(fromFolder, file));
  const { tokenizer, tokenizerConfig } = toHuggingFaceTokenizer(model, await specialTokensOf(fromFolder, model));
  await writeFile(join(toFolder, tokenizerFile), `${JSON.stringify(tokenizer)}\n`);
  await writeFile(join(toFolder, configFile), `${JSON.stringify(tokenizerConfig, null, 2)}\n`);
}

/** Special tokens by the configuration of a checkpoint; Llama, where nothing else is told, starts with `<s>`. */
async function specialTokensOf(folder: string, { beginToken }: SentencePieceModel): Promise<SpecialTokens> {
  const told = await readIfThere(folder, configFile);
  const isChatGlm = (await readIfThere(folder, 'config.json')).model_type === 'chatglm';
  if (isChatGlm || told.tokenizer_class === 'ChatGLMTokenizer') return chatGlmTokens;
  const startsWithBegin = beginToken !== undefined && told.add_bos_token !== false;
  return { appended: [], start: startsWithBegin ? [beginToken] : [] };
}

async function readIfThere(folder: string, file: string): Promise<Record<string, unknown>> {
  return (await firstFolderFile(folder, [file])) ? readFolderJson(folder, file) : {};
}
