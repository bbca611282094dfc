import { AppError } from '#errors';
import { sentencePieceProto } from './sentencepiece-schema.ts';

/** A piece of the vocabulary; spaces in it are written `▁`. */
export interface SentencePiece {
  readonly text: string;
  /** Pieces of higher score are joined first. */
  readonly score: number;
  /** Only pieces of type NORMAL come out of text; those of type BYTE stand for characters that are no piece. */
  readonly type: (typeof pieceTypes)[number];
}

/** A vocabulary of BPE pieces; the number of a piece is its place. */
export interface SentencePieceModel {
  readonly pieces: readonly SentencePiece[];
  readonly unknownToken: string;
  readonly beginToken: string | undefined;
  readonly endToken: string | undefined;
}

const pieceTypes = ['NORMAL', 'UNKNOWN', 'CONTROL', 'USER_DEFINED', 'UNUSED', 'BYTE'] as const;

interface NormalizerMessage {
  precompiled_charsmap: Uint8Array;
  add_dummy_prefix: boolean;
  remove_extra_whitespaces: boolean;
  escape_whitespaces: boolean;
}

interface TrainerMessage {
  model_type: number;
  treat_whitespace_as_suffix: boolean;
  byte_fallback: boolean;
  unk_id: number;
  bos_id: number;
  eos_id: number;
}

interface ModelMessage {
  pieces: { piece: string; score: number; type: number }[];
  trainer_spec: TrainerMessage | null;
  normalizer_spec: NormalizerMessage | null;
  denormalizer_spec: NormalizerMessage | null;
}

const modelTypes = ['UNIGRAM', 'BPE', 'WORD', 'CHAR'];
/** NORMAL, UNKNOWN, CONTROL, BYTE; the others are cut out of text, or cut again, in ways that tokenizer.json lacks. */
const convertibleTypes = [1, 2, 3, 6];

/** Faults that one message tells; vocabularies with symbols of the user have hundreds of them. */
const faultsTold = 8;

/**
 * Reads a `tokenizer.model` of the kind that ChatGLM2, ChatGLM3, Llama and Llama 2 have: BPE with byte fallback over
 * text as it is, with a space put before it and every space kept.
 *
 * @param file  its name, for messages
 * @throws AppError `model.tokenizer_invalid` when the file is damaged, or of another kind
 * @source google/sentencepiece, src/sentencepiece_model.proto
 */
export function readSentencePieceModel(bytes: Uint8Array, file: string): SentencePieceModel {
  const {
    pieces,
    trainer_spec: trainer,
    normalizer_spec: normalizer,
    denormalizer_spec: denormalizer,
  } = decode(bytes, file);
  if (pieces.length === 0 || !trainer || !normalizer) throw notAModel(file);
  const faults = [...kindFaults(trainer, normalizer, denormalizer), ...pieceFaults(pieces, trainer)];
  if (faults.length > 0) throw refusal(file, faults);
  return {
    pieces: pieces.map(({ piece, score, type }) => ({ text: piece, score, type: pieceTypes[type - 1]! })),
    unknownToken: pieces[trainer.unk_id]!.piece,
    beginToken: pieces[trainer.bos_id]?.piece,
    endToken: pieces[trainer.eos_id]?.piece,
  };
}

function decode(bytes: Uint8Array, file: string): ModelMessage {
  try {
    return sentencePieceProto.decode(bytes) as unknown as ModelMessage;
  } catch (cause) {
    throw notAModel(file, cause);
  }
}

function notAModel(file: string, cause?: unknown): AppError {
  return new AppError(
    'model.tokenizer_invalid',
    `${file}: expected a SentencePiece model, got a damaged or other file`,
    {
      hint: 'GLM-4 and Llama 3 have a tokenizer.model of another format; take a checkpoint of them that has tokenizer.json',
      cause,
    },
  );
}

/** The refusal that tells all faults, of many the first. */
function refusal(file: string, faults: readonly string[]): AppError {
  const rest = faults.length - faultsTold;
  const told = [...faults.slice(0, faultsTold), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return new AppError('model.tokenizer_invalid', `${file}: ${told.join('; ')}`);
}

/** What is wrong with the vocabulary itself. */
function* pieceFaults(pieces: ModelMessage['pieces'], trainer: TrainerMessage): Iterable<string> {
  const places = new Map<string, number>();
  for (const [place, { piece, type }] of pieces.entries()) {
    const before = places.get(piece);
    if (piece === '') yield `piece ${place}: expected text, got none`;
    else if (before !== undefined) yield `piece ${place}: expected another than piece ${before}, got "${piece}" again`;
    if (!convertibleTypes.includes(type)) {
      const kind = pieceTypes[type - 1] ?? type;
      yield `piece ${place}, "${piece}": expected a piece of text, of control or of a byte, got type ${kind}`;
    }
    places.set(piece, place);
  }
  const unknown = pieces[trainer.unk_id];
  if (unknown?.type !== 2) yield `expected piece ${trainer.unk_id} to be the unknown one, got "${unknown?.piece}"`;
  const byteCount = pieces.filter(({ type }) => type === 6).length;
  if (trainer.byte_fallback && byteCount !== 256) yield `expected 256 pieces for bytes, got ${byteCount}`;
}

/** What makes it another kind of model than those that can be converted. */
function* kindFaults(
  trainer: TrainerMessage,
  normalizer: NormalizerMessage,
  denormalizer: NormalizerMessage | null,
): Iterable<string> {
  const kind = modelTypes[trainer.model_type - 1] ?? trainer.model_type;
  if (kind !== 'BPE') yield `expected a BPE model, got ${kind}`;
  if (!trainer.byte_fallback) yield 'expected byte_fallback, got none';
  if (trainer.treat_whitespace_as_suffix) yield 'expected spaces before words, got treat_whitespace_as_suffix';
  const changesText = [normalizer, denormalizer].some((spec) => (spec?.precompiled_charsmap.length ?? 0) > 0);
  if (changesText) yield 'expected the identity normalizer, got a precompiled_charsmap';
  if (!normalizer.add_dummy_prefix) yield 'expected add_dummy_prefix, got none';
  if (normalizer.remove_extra_whitespaces) yield 'expected every space kept, got remove_extra_whitespaces';
  if (!normalizer.escape_whitespaces) yield 'expected escape_whitespaces, got none';
}
