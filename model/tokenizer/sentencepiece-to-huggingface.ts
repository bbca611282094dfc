import { mergesOf } from './sentencepiece-merges.ts';
import type { SentencePieceModel } from './sentencepiece-model.ts';

/** Tokens of a model that no text becomes. */
export interface SpecialTokens {
  /** Those that stand after the pieces of `tokenizer.model`, by number. */
  readonly appended: readonly string[];
  /** Those that every sequence starts with. */
  readonly start: readonly string[];
}

/** The two files of a Hugging Face folder that describe a tokenizer. */
export interface HuggingFaceTokenizerFiles {
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
}

/**
 * Writes a SentencePiece vocabulary as `tokenizer.json` and `tokenizer_config.json`.
 *
 * @source huggingface/tokenizers, the serialized form of its components; checked against SentencePiece in
 *         golden-sentencepiece.test.ts
 */
export function toHuggingFaceTokenizer(
  model: SentencePieceModel,
  { appended, start }: SpecialTokens,
): HuggingFaceTokenizerFiles {
  const names = [...model.pieces.map(({ text }) => text), ...appended];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const control = model.pieces.filter(({ type }) => type === 'UNKNOWN' || type === 'CONTROL').map(({ text }) => text);
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [...control, ...appended].map((content) => ({
        id: numbers.get(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Prepend', prepend: '▁' },
          { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
        ],
      },
      pre_tokenizer: null,
      post_processor: start.length > 0 ? startingWith(start, numbers) : null,
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          { type: 'Strip', content: ' ', start: 1, stop: 0 },
        ],
      },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: model.unknownToken,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: true,
        ignore_merges: false,
        vocab: Object.fromEntries(model.pieces.map(({ text }, number) => [text, number])),
        merges: mergesOf(model.pieces),
      },
    },
    tokenizerConfig: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      clean_up_tokenization_spaces: false,
      unk_token: model.unknownToken,
      bos_token: model.beginToken,
      eos_token: model.endToken,
      pad_token: model.unknownToken,
      padding_side: 'left',
      additional_special_tokens: appended,
      model_input_names: ['input_ids', 'attention_mask'],
    },
  };
}

/** A post-processor that puts tokens before a text. */
function startingWith(start: readonly string[], numbers: ReadonlyMap<string, number>): object {
  const before = start.map((id) => ({ SpecialToken: { id, type_id: 0 } }));
  const first = { Sequence: { id: 'A', type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [...before, first],
    pair: [...before, first, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: Object.fromEntries(start.map((id) => [id, { id, ids: [numbers.get(id)], tokens: [id] }])),
  };
}
