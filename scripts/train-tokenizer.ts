/**
 * Trains the tokenizer of glm-nano on the pretraining corpus and writes it beside the model, in the format of the
 * Hugging Face tokenizers library: `node --import tsx scripts/train-tokenizer.ts [FOLDER]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { courses, endSpeeds, labelsOf, lexicon, rangeTrends, turns } from '#domain';
import { countPieces, piecePattern, trainBpe } from '../model/tokenizer/bpe-trainer.ts';
import { corpusWords, createCorpus } from '../tuner/pretraining/corpus/index.ts';

/** GLM's names; ids are their places in the list. The first ends an answer. */
const specialTokens = ['<|endoftext|>', '<|pad|>', '[gMASK]', '<sop>'];
const vocabularySize = 2048;
const exampleCount = 6000;
const seed = 2;
/** Longest prompt and answer the model is meant for, in tokens; glm-nano's positions reach further. */
const modelMaxLength = 512;

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../data/models/glm-nano'));

function* corpusTexts(): Generator<string> {
  const corpus = createCorpus({ seed });
  for (let i = 0; i < exampleCount; i++) {
    const { prompt, answer } = corpus.next();
    yield prompt;
    yield answer;
  }
}

/** Words that a prefix must be able to write, or read, as one token: they follow a space wherever they decide. */
function wholePieces(): string[] {
  const phrases = [
    ...Object.values(labelsOf).flat(),
    ...Object.values(lexicon).flatMap((terms) => Object.entries(terms).flatMap(([term, others]) => [term, ...others])),
    ...[rangeTrends, endSpeeds, turns, courses].flat(),
    ...corpusWords,
  ];
  return [...new Set(phrases.flatMap((phrase) => phrase.split(' ')).map((word) => ` ${word}`))];
}

const { tokens, merges } = trainBpe({
  pieceCounts: countPieces(corpusTexts()),
  wholePieces: wholePieces(),
  specialTokens,
  vocabularySize,
});

const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: specialTokens.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: piecePattern }, behavior: 'Isolated', invert: false },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges: merges.map((pair) => [...pair]),
  },
};

const [endOfText, pad] = specialTokens;
const config = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  add_bos_token: false,
  add_eos_token: false,
  clean_up_tokenization_spaces: false,
  eos_token: endOfText,
  pad_token: pad,
  additional_special_tokens: specialTokens.slice(2),
  model_max_length: modelMaxLength,
  model_input_names: ['input_ids', 'attention_mask'],
};

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'tokenizer.json'), `${JSON.stringify(tokenizer, null, 1)}\n`);
writeFileSync(join(folder, 'tokenizer_config.json'), `${JSON.stringify(config, null, 2)}\n`);
process.stderr.write(`${tokens.length} tokens, ${merges.length} merges written to ${folder}\n`);
