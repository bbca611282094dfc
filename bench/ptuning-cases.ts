import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '#domain';
import { countOf, type DecoderConfig, decoderWeightShapes, type Initializer, writeModelFolder } from '#model';
import { randomPrefix } from '../tuner/methods/prefix/initial-prefix.ts';

/** A model and a batch on which P-tuning steps are compared. */
export interface PtuningCase {
  readonly name: string;
  readonly config: DecoderConfig;
  readonly batchSize: number;
  /** Tokens of each row, prompt and answer, or of the longest. */
  readonly rowTokens: number;
  /** Tokens of the shortest that a row may be, when rows differ; answers are half of such a row. @default rowTokens */
  readonly leastTokens?: number;
  /** Tokens that all rows begin with. */
  readonly sharedTokens: number;
}

/** What a program finds in the folder of a case, in `batch.json` beside the model; the start is in `prefix.bin`. */
export interface PtuningBatch {
  /** Of one length or several. */
  readonly rows: readonly (readonly number[])[];
  readonly sharedTokens: number;
  /** Tokens at the end of each row that are to be learned. */
  readonly answerTokens: number;
  readonly prefixTokens: number;
  readonly learningRate: number;
  readonly maxGradientNorm: number;
}

const glm: DecoderConfig = {
  architecture: 'glm',
  vocabularySize: 4096,
  width: 256,
  layers: 6,
  heads: 4,
  keyValueHeads: 2,
  headSize: 64,
  feedForwardWidth: 384,
  rotaryChannels: 32,
  rotaryBase: 10_000,
  maxPositions: 1024,
  normEpsilon: 1e-5,
  attentionBias: true,
  tiedEmbedding: true,
};

const glm33M: DecoderConfig = {
  ...glm,
  vocabularySize: 16_384,
  width: 512,
  layers: 12,
  heads: 8,
  feedForwardWidth: 896,
};

/** Sizes of SmolLM2-135M. */
const llama135M: DecoderConfig = {
  ...glm,
  architecture: 'llama',
  vocabularySize: 49_152,
  width: 576,
  layers: 30,
  heads: 9,
  keyValueHeads: 3,
  feedForwardWidth: 1536,
  rotaryChannels: 64,
  attentionBias: false,
};

export const ptuningCases: readonly PtuningCase[] = [
  { name: '4 M', config: glm, batchSize: 8, rowTokens: 128, sharedTokens: 0 },
  { name: '33 M', config: glm33M, batchSize: 4, rowTokens: 256, sharedTokens: 0 },
  { name: '135 M', config: llama135M, batchSize: 2, rowTokens: 256, sharedTokens: 0 },
  {
    name: '4 M, rows of different lengths',
    config: glm,
    batchSize: 8,
    rowTokens: 128,
    leastTokens: 32,
    sharedTokens: 0,
  },
  {
    name: '33 M, rows of different lengths',
    config: glm33M,
    batchSize: 4,
    rowTokens: 256,
    leastTokens: 64,
    sharedTokens: 0,
  },
  { name: '33 M, instruction', config: glm33M, batchSize: 8, rowTokens: 256, sharedTokens: 128 },
];

const answerTokens = 64;

/** Lengths of rows: the longest once, the others drawn from the shortest to the longest. */
function rowLengths({ batchSize, rowTokens, leastTokens = rowTokens }: Omit<PtuningCase, 'config'>, random: Random) {
  const drawn = (): number => leastTokens + Math.floor(random.next() * (rowTokens - leastTokens + 1));
  return [rowTokens, ...Array.from({ length: batchSize - 1 }, drawn)];
}

/** Number of parameters of a model. */
export function parameterCount(config: DecoderConfig): number {
  const sizes = [...decoderWeightShapes(config).values()].map(countOf);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Writes model, batch and prefix of a case, all random, into a temporary folder. */
export async function writePtuningCase({ config, ...sizes }: PtuningCase, seed: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'noncoop-ptuning-'));
  const random = createRandom(seed);
  await writeModelFolder(folder, config, randomWeights(config, random.fork('weights').normal), { eos: 0, pad: 1 });
  const token = random.fork('tokens');
  const tokens = (length: number): number[] =>
    Array.from({ length }, () => Math.floor(token.next() * config.vocabularySize));
  const shared = tokens(sizes.sharedTokens);
  const batch: PtuningBatch = {
    rows: rowLengths(sizes, random.fork('lengths')).map((length) => [...shared, ...tokens(length - shared.length)]),
    sharedTokens: shared.length,
    answerTokens: Math.min(answerTokens, (sizes.leastTokens ?? Number.POSITIVE_INFINITY) / 2),
    prefixTokens: 128,
    learningRate: 0.02,
    maxGradientNorm: 1,
  };
  await writeFile(join(folder, 'batch.json'), JSON.stringify(batch));
  await writeFile(join(folder, 'prefix.bin'), randomPrefix(batch.prefixTokens, config, seed));
  return folder;
}

/** Products keep the scale of what they read; norms are 1 and biases 0. */
function randomWeights(config: DecoderConfig, normal: () => number): Map<string, Initializer> {
  const weights = new Map<string, Initializer>();
  for (const [name, dims] of decoderWeightShapes(config)) {
    const deviation = 1 / Math.sqrt(dims.at(-1) as number);
    const value = (): number => (name.includes('norm') ? 1 : name.endsWith('.bias') ? 0 : deviation * normal());
    const values = Float32Array.from({ length: countOf(dims) }, value);
    weights.set(name, { type: 'float32', dims, data: new Uint8Array(values.buffer) });
  }
  return weights;
}
