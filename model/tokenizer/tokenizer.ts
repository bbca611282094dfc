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
export function createTokenizer(tokenizerJson: TokenizerJson, tokenizerConfig: object): Tokenizer {
  const decoder = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
  // The library finds the names of special tokens in any text; without them in its list they are text like other.
  const added_tokens = tokenizerJson.added_tokens?.filter((token) => !token.special) ?? [];
  const encoder = new HuggingFaceTokenizer({ ...tokenizerJson, added_tokens }, tokenizerConfig);
  return {
    encode: (text) => encoder.encode(text, { add_special_tokens: false }).ids,
    decode: (ids) => (ids.length === 0 ? '' : decoder.decode([...ids], { skip_special_tokens: true })),
  };
}

/** The part of `tokenizer.json` that is read here. */
interface TokenizerJson {
  readonly added_tokens?: readonly { readonly special: boolean }[];
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
