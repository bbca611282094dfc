import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AppError } from '#errors';

/** Text to token numbers and back, by the `tokenizer.json` of a model folder. */
export interface Tokenizer {
  /** What every sequence starts with, before its first text: the begin token, `[gMASK] sop`, or nothing. */
  readonly startIds: readonly number[];
  /** Token numbers of plain text; special tokens cannot be produced from text. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** The text that one token adds to others before it, where `decode` would drop the space a text begins with. */
  decodeNext(id: number): string;
}

/** Adapts a parsed `tokenizer.json`. */
export function createTokenizer(tokenizerJson: object, tokenizerConfig: object): Tokenizer {
  // Without the list of special tokens their names are text like any other: an observer's words cannot end a prompt.
  const encoder = new HuggingFaceTokenizer({ ...tokenizerJson, added_tokens: [] }, tokenizerConfig);
  const decoder = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
  keepByteOrderMarks(decoder.decoder);
  const decode = (ids: readonly number[]): string =>
    ids.length === 0 ? '' : decoder.decode([...ids], { skip_special_tokens: true });
  const letter = decoder.encode('a', { add_special_tokens: false }).ids;
  const addedBy = new Map<number, string>();
  const decodeNext = (id: number): string => {
    const text = addedBy.get(id) ?? decode([...letter, id]).slice(decode(letter).length);
    addedBy.set(id, text);
    return text;
  };
  return {
    startIds: idsBefore(letter, decoder.encode('a').ids),
    encode: (text) => encoder.encode(text, { add_special_tokens: false }).ids,
    decode,
    decodeNext,
  };
}

/** What stands before `ids` in the same with special tokens around. */
function idsBefore(ids: readonly number[], whole: readonly number[]): number[] {
  const at = whole.findIndex((_, start) => ids.every((id, i) => id === whole[start + i]));
  return whole.slice(0, Math.max(0, at));
}

/** U+FEFF, where it is written in bytes, is a character like any other; the reader would drop it. */
function keepByteOrderMarks(decoder: { decoders?: { text_decoder?: unknown }[] } | null): void {
  for (const part of decoder?.decoders ?? [])
    if (part.text_decoder) part.text_decoder = new TextDecoder('utf-8', { ignoreBOM: true });
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
