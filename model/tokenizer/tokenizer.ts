import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AppError } from '#errors';

/** Text to token numbers and back, by the `tokenizer.json` of a model folder. */
export interface Tokenizer {
  /** Token numbers of plain text; special tokens cannot be produced from text. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

/** Adapts a parsed `tokenizer.json`. */
export function createTokenizer(tokenizerJson: object, tokenizerConfig: object): Tokenizer {
  const decoder = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
  // Without the list of special tokens their names are text like any other: an observer's words cannot end a prompt.
  const encoder = new HuggingFaceTokenizer({ ...tokenizerJson, added_tokens: [] }, tokenizerConfig);
  return {
    encode: (text) => encoder.encode(text, { add_special_tokens: false }).ids,
    decode: (ids) => (ids.length === 0 ? '' : decoder.decode([...ids], { skip_special_tokens: true })),
  };
}

/**
 * Reads the tokenizer of a Hugging Face model folder.
 *
 * @throws AppError `model.folder_missing`
 */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const read = async (file: string): Promise<object> => {
    try {
      return JSON.parse(await readFile(join(folder, file), 'utf8'));
    } catch (cause) {
      throw new AppError('model.folder_missing', `expected a readable ${file} in model folder ${folder}`, { cause });
    }
  };
  return createTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
}
