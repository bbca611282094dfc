import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '#domain';
import {
  buildDecoderGraph,
  type DecoderConfig,
  decoderWeightShapes,
  float32Initializer,
  float32Tensor,
  float32Values,
  type Initializer,
  openSession,
  randomGlmWeights,
  type Tokenizer,
} from '#model';
import { fullPlacement } from '../methods/full.ts';
import { AdamW, clipGradients } from '../optim/adamw.ts';
import { Muon } from '../optim/muon.ts';
import type { MatrixShape } from '../optim/orthogonalize.ts';
import { cosineWithWarmup } from '../optim/schedules.ts';
import { type BatchRow, rowFeeds, rowOf } from '../training/batch.ts';
import { loadCheckpoint, saveCheckpoint } from '../training/checkpoint.ts';
import { bucketByLength } from '../training/length-buckets.ts';
import { openMetricsLog } from '../training/metrics-log.ts';
import { requireFinite } from '../training/require-finite.ts';
import { claimRunFolder } from '../training/run-folder.ts';
import { buildStep, gradientName } from '../training/step-graph.ts';
import { answerParts, createCorpus } from './corpus/index.ts';
import { type GradedPart, SkillCurves } from './skill-curves.ts';

export interface PretrainingOptions {
  readonly config: DecoderConfig;
  readonly tokenizer: Tokenizer;
  readonly eosId: number;
  /** Folder of checkpoint and metrics; an unfinished run there goes on. */
  readonly runDir: string;
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly conventions: number;
  readonly checkpointEvery: number;
  /** Muon learns faster at first; which ends lower is not settled (docs/decisions/0004-pretraining.md). */
  readonly optimizer: 'adamw' | 'muon';
  /** Weights to go on from, all conventions in use from the first step; left out for random weights and few conventions. */
  readonly start?: ReadonlyMap<string, Initializer>;
}

export interface PretrainingProgress {
  readonly step: number;
  readonly loss: number;
  /** Share of answer tokens that were the likeliest. */
  readonly tokenAccuracy: number;
  readonly tokensPerS: number;
  /** Share of recent answers in which every token of a skill was the likeliest, by skill. */
  readonly skills: Readonly<Record<string, number>>;
}

interface PretrainingRow extends BatchRow {
  readonly parts: readonly GradedPart[];
}

/** Batches that are bucketed together: enough that rows of one batch are of like length. */
const batchesPerChunk = 16;
/** Share of the run over which conventions come into use. */
const growingShare = 0.6;
/** A plain answer has a tenth of the tokens of a reasoned one, so that each counts for more. */
const directWeight = 3;
const warmupSteps = 100;
/** How updates are made; their deviation is three times that of AdamW, which was learned from fastest. */
const updates = { beta2: 0.98, weightDecay: 0.01, updateDeviation: 0.6 };
const maxGradientNorm = 1;

/**
 * Trains every weight of a GLM decoder on the corpus, from random weights or from the run's last checkpoint.
 *
 * @returns the weights, under checkpoint names
 */
export async function pretrain(options: PretrainingOptions, report: (progress: PretrainingProgress) => void) {
  const { config, runDir, steps } = options;
  await mkdir(runDir, { recursive: true });
  const { seed, batchSize, learningRate: peak, conventions, optimizer: optimizerName } = options;
  await claimRunFolder(runDir, {
    config: JSON.stringify(config),
    seed,
    steps,
    batchSize,
    peak,
    conventions,
    optimizer: optimizerName,
    start: options.start === undefined ? 'random' : digestOf(options.start),
  });
  const weights = options.start ?? randomGlmWeights(config, createRandom(options.seed).fork('weights').normal);
  const step = await buildStep(fullPlacement(buildDecoderGraph(config, weights), [...weights.keys()]), false);
  const session = await openSession(step.graph);

  const parameters = new Map([...weights].map(([name, value]) => [name, float32Values(value)]));
  const shapes = decoderWeightShapes(config);
  const muon = optimizerName === 'muon' ? await Muon.open(parameters, innerMatrices(shapes), updates) : undefined;
  const optimizer = muon ?? new AdamW(parameters, updates);
  const checkpoint = { parameters, optimizer };
  const checkpointPath = join(runDir, 'checkpoint.safetensors');
  await loadCheckpoint(checkpointPath, checkpoint);
  const metrics = await openMetricsLog(join(runDir, 'metrics.ndjson'), optimizer.steps);
  const schedule = cosineWithWarmup(warmupSteps);
  const curves = new SkillCurves();

  for (const rows of batchesFrom(options, optimizer.steps)) {
    if (optimizer.steps >= steps) break;
    const started = performance.now();
    const feeds = rowFeeds(rows, 0);
    const weightFeeds = [...parameters].map(
      ([name, values]) => [name, float32Tensor(values, shapes.get(name) ?? [])] as const,
    );
    const results = await session.run({ ...feeds, ...Object.fromEntries(weightFeeds) });
    const gradients = new Map(step.trained.map((name) => [name, results[gradientName(name)]?.data as Float32Array]));
    const loss = Number(results.loss?.data[0]);
    const gradientNorm = clipGradients(gradients, maxGradientNorm);
    requireFinite(optimizer.steps + 1, loss, gradientNorm);
    const learningRate = peak * schedule(optimizer.steps, steps);
    await optimizer.update(parameters, gradients, learningRate);

    const hits = results.hits?.data as BigInt64Array;
    const tokenAccuracy = hits.reduce((sum, hit) => sum + Number(hit), 0) / hits.length;
    const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0);
    const shares = curves.add(
      rows.flatMap(({ parts }) => parts),
      hits,
    );
    const tokensPerS = (1000 * tokens) / (performance.now() - started);
    report({ step: optimizer.steps, loss, tokenAccuracy, tokensPerS, skills: curves.recent() });
    await metrics.append({ step: optimizer.steps, loss, tokenAccuracy, gradientNorm, learningRate, ...shares });
    if (optimizer.steps % options.checkpointEvery === 0 || optimizer.steps === steps)
      await saveCheckpoint(checkpointPath, checkpoint);
  }
  await session.close();
  await muon?.close();
  return new Map([...parameters].map(([name, values]) => [name, float32Initializer(values, shapes.get(name) ?? [])]));
}

/** Weights of linear layers within the decoder; embedding, norms and biases are not among them. */
function innerMatrices(shapes: ReadonlyMap<string, readonly number[]>): Map<string, MatrixShape> {
  const inner = [...shapes].filter(([name, dims]) => name.startsWith('model.layers.') && dims.length === 2);
  return new Map(inner.map(([name, [out = 0, inputs = 0]]) => [name, [out, inputs]]));
}

/** What tells weights apart. */
function digestOf(weights: ReadonlyMap<string, Initializer>): string {
  const hash = createHash('sha256');
  for (const weight of weights.values()) hash.update(float32Values(weight));
  return hash.digest('hex');
}

/** Place in the corpus of the first example of a run that goes on from other weights: far from those they have seen. */
const restartPlace = 1_000_000;

/** The run's batches from step `firstStep` on; each depends on the seed and its place alone. */
function* batchesFrom(
  { seed, steps, batchSize, conventions, tokenizer, eosId, start }: PretrainingOptions,
  firstStep: number,
): Generator<readonly PretrainingRow[]> {
  const growingFor = start ? 0 : growingShare * steps * batchSize;
  const corpus = createCorpus({ seed, conventions, growingFor });
  const firstPlace = start ? restartPlace : 0;
  const random = createRandom(seed);
  const chunkSize = batchesPerChunk * batchSize;
  for (let chunk = Math.floor(firstStep / batchesPerChunk); ; chunk += 1) {
    const rows = Array.from({ length: chunkSize }, (_, i) => {
      const example = corpus.at(firstPlace + chunk * chunkSize + i);
      const parts = answerParts(example).map(({ text, skill }) => ({ skill, ids: tokenizer.encode(text) }));
      const answer = [...parts.flatMap(({ ids }) => ids), eosId];
      return {
        ...rowOf(tokenizer.encode(example.prompt), answer),
        weight: example.skill === 'convention-direct' ? directWeight : 1,
        parts: [...parts.map(({ skill, ids }) => ({ skill, tokens: ids.length })), { skill: 'end', tokens: 1 }],
      };
    });
    const batches = bucketByLength(rows, batchSize, (row) => row.ids.length, random.fork(`chunk ${chunk}`));
    yield* batches.slice(Math.max(0, firstStep - chunk * batchesPerChunk));
  }
}
