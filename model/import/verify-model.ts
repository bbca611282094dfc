import { type ModelFolder, openModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { type Cache, emptyCache, repeatCache } from '../runtime/cache.ts';
import { type RowInput, runRows } from '../runtime/run-rows.ts';
import { openSession, type Session } from '../runtime/session.ts';
import { type CheckpointComparison, compareWithCheckpoint } from './compare-with-checkpoint.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly isPassed: boolean;
  /** What was found, in a few words with numbers. */
  readonly found: string;
}

export interface Verification {
  readonly isPassed: boolean;
  readonly checks: readonly Check[];
  /** Null without a checkpoint to compare with. */
  readonly comparison: CheckpointComparison | null;
}

/** Largest difference of a logit between two ways to compute it, as a share of the largest logit. */
const tolerance = 1e-3;

/** Text that every tokenizer of a language model has pieces for. */
const sampleText =
  'The range is 12.5 km and closing at 0.3 m/s. Is the other spacecraft inspecting us, or only passing by?';

/** Tokens that the decoder is tried on. */
const sampleTokens = 8;

/**
 * Tries a model folder: that it opens, that its logits are finite, that they are the same whether tokens come at once or one
 * by one, alone or in a batch, and that its tokenizer gives texts back.
 *
 * @param against  folder of the checkpoint it was made from, to tell how far its weights and logits are off
 * @throws AppError what `openModelFolder` and `openCheckpoint` refuse
 */
export async function verifyModel(folder: string, against?: string): Promise<Verification> {
  const model = await openModelFolder(folder);
  const ids = idsToTry(model);
  const ofDecoder = await inSession(withoutRounding(model.decoder), (session) => checkDecoder(model, session, ids));
  const checks = [...ofDecoder, checkTokenizer(model), checkEnds(model)];
  const text = model.tokenizer.encode(sampleText).filter((id) => id < vocabularySize(model.decoder));
  const comparison =
    against === undefined
      ? null
      : await inSession(model.decoder, (session) => compareWithCheckpoint(model, session, against, text));
  return { isPassed: checks.every(({ isPassed }) => isPassed), checks, comparison };
}

async function inSession<T>(decoder: ModelFolder['decoder'], work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(decoder);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Token numbers spread over the vocabulary. */
function idsToTry({ decoder }: ModelFolder): number[] {
  const classes = vocabularySize(decoder);
  return Array.from({ length: sampleTokens }, (_, i) =>
    Math.floor(((i * 5 + 1) % sampleTokens) * (classes / sampleTokens)),
  );
}

function vocabularySize(decoder: ModelFolder['decoder']): number {
  const classes = decoder.outputs.find(({ name }) => name === 'logits')?.shape?.at(-1);
  return typeof classes === 'number' ? classes : 1;
}

async function checkDecoder({ decoder }: ModelFolder, session: Session, ids: readonly number[]): Promise<Check[]> {
  const shape = cacheShape(decoder);
  const runOn = async (past: Cache, before: number, rows: readonly (readonly number[])[]) => {
    const inputs = rows.map(
      (row): RowInput => ({ ids: row, firstPosition: before, seen: Array(before + row.length).fill(1) }),
    );
    const { logits, cache } = await runRows(session, shape, inputs, past);
    return { logits, cache };
  };
  const whole = await runOn(emptyCache(shape), 0, [ids]);
  const atOnce = whole.logits[0] as Float32Array;
  const largest = atOnce.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const areFinite = atOnce.every(Number.isFinite);
  const finite = { name: 'logits are finite', isPassed: areFinite, found: `largest ${largest.toPrecision(3)}` };

  let [past, last] = [emptyCache(shape), atOnce];
  for (const [i, id] of ids.entries()) {
    const run = await runOn(past, i, [[id]]);
    [past, last] = [run.cache, run.logits[0] as Float32Array];
  }
  const others = [ids[0] as number, ids[1] as number];
  const alone = await runOn(past, ids.length, [[others[0] as number]]);
  const together = await runOn(
    repeatCache(past, others.length),
    ids.length,
    others.map((id) => [id]),
  );
  const same = (name: string, a: Float32Array, b: Float32Array): Check => {
    const difference = a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0) / largest;
    return {
      name,
      isPassed: difference < tolerance,
      found: `differ by ${difference.toExponential(1)} of the largest logit, ${tolerance} allowed`,
    };
  };
  return [
    finite,
    same('tokens one by one are as all at once', last, atOnce),
    same('a row of a batch is as alone', together.logits[0] as Float32Array, alone.logits[0] as Float32Array),
  ];
}

/**
 * The decoder with products that do not round what they multiply: a rounding falls to either side, and what one way of
 * running it has to do with another would drown in that. What rounding costs is told beside the checkpoint.
 */
function withoutRounding(decoder: ModelFolder['decoder']): ModelFolder['decoder'] {
  const nodes = decoder.nodes.map((node) => {
    if (node.op !== 'MatMulNBits') return node;
    const { accuracy_level: _, ...attributes } = node.attributes;
    return { ...node, attributes };
  });
  return { ...decoder, nodes };
}

function checkTokenizer({ tokenizer, decoder }: ModelFolder): Check {
  const ids = tokenizer.encode(sampleText);
  const back = tokenizer.decode(ids);
  const classes = vocabularySize(decoder);
  const isPassed = back.trim() === sampleText && ids.every((id) => id < classes);
  return {
    name: 'the tokenizer gives a text back',
    isPassed,
    found: isPassed ? `${ids.length} tokens` : `${JSON.stringify(sampleText)} became ${JSON.stringify(back)}`,
  };
}

function checkEnds({ eosIds, decoder }: ModelFolder): Check {
  const classes = vocabularySize(decoder);
  return {
    name: 'end tokens are in the vocabulary',
    isPassed: eosIds.every((id) => id < classes),
    found: `${eosIds.join(', ')} of ${classes}`,
  };
}
