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
  openSession,
  randomGlmWeights,
  type Tokenizer,
} from '#model';
import { fullPlacement } from '../methods/full.ts';
import { AdamW, clipGradients } from '../optim/adamw.ts';
import { cosineWithWarmup } from '../optim/schedules.ts';
import { type BatchRow, rowFeeds, rowOf } from '../training/batch.ts';
import { loadCheckpoint, saveCheckpoint } from '../training/checkpoint.ts';
import { bucketByLength } from '../training/length-buckets.ts';
import { openMetricsLog } from '../training/metrics-log.ts';
import { requireFinite } from '../training/require-finite.ts';
import { claimRunFolder } from '../training/run-folder.ts';
import { buildStep, gradientName } from '../training/step-graph.ts';
import { createCorpus } from './corpus/index.ts';

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
}

export interface PretrainingProgress {
  readonly step: number;
  readonly loss: number;
  /** Share of answer tokens that were the likeliest. */
  readonly tokenAccuracy: number;
  readonly tokensPerS: number;
}

/** Batches that are bucketed together: enough that rows of one batch are of like length. */
const batchesPerChunk = 16;
const warmupSteps = 200;
const weightDecay = 0.01;
const maxGradientNorm = 1;

/**
 * Trains every weight of a GLM decoder on the corpus, from random weights or from the run's last checkpoint.
 *
 * @returns the weights, under checkpoint names
 */
export async function pretrain(options: PretrainingOptions, report: (progress: PretrainingProgress) => void) {
  const { config, runDir, steps } = options;
  await mkdir(runDir, { recursive: true });
  const { seed, batchSize, learningRate: peak, conventions } = options;
  await claimRunFolder(runDir, {
    config: JSON.stringify(config),
    seed,
    steps,
    batchSize,
    peak,
    conventions,
  });
  const weights = randomGlmWeights(config, createRandom(options.seed).fork('weights').normal);
  const step = await buildStep(fullPlacement(buildDecoderGraph(config, weights), [...weights.keys()]), false);
  const session = await openSession(step.graph);

  const parameters = new Map([...weights].map(([name, value]) => [name, float32Values(value)]));
  const optimizer = new AdamW(parameters, { beta2: 0.98, weightDecay });
  const checkpoint = { parameters, optimizer };
  const checkpointPath = join(runDir, 'checkpoint.safetensors');
  await loadCheckpoint(checkpointPath, checkpoint);
  const metrics = await openMetricsLog(join(runDir, 'metrics.ndjson'), optimizer.steps);
  const schedule = cosineWithWarmup(warmupSteps);
  const shapes = decoderWeightShapes(config);

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
    optimizer.update(parameters, gradients, learningRate);

    const hits = results.hits?.data as BigInt64Array;
    const tokenAccuracy = hits.reduce((sum, hit) => sum + Number(hit), 0) / hits.length;
    const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0);
    report({ step: optimizer.steps, loss, tokenAccuracy, tokensPerS: (1000 * tokens) / (performance.now() - started) });
    await metrics.append({ step: optimizer.steps, loss, tokenAccuracy, gradientNorm, learningRate });
    if (optimizer.steps % options.checkpointEvery === 0 || optimizer.steps === steps)
      await saveCheckpoint(checkpointPath, checkpoint);
  }
  await session.close();
  return new Map([...parameters].map(([name, values]) => [name, float32Initializer(values, shapes.get(name) ?? [])]));
}

/** The run's batches from step `firstStep` on; each depends on the seed and its place alone. */
function* batchesFrom(
  { seed, batchSize, conventions, tokenizer, eosId }: PretrainingOptions,
  firstStep: number,
): Generator<readonly BatchRow[]> {
  const corpus = createCorpus({ seed, conventions });
  const random = createRandom(seed);
  const chunkSize = batchesPerChunk * batchSize;
  for (let chunk = Math.floor(firstStep / batchesPerChunk); ; chunk += 1) {
    const rows = Array.from({ length: chunkSize }, (_, i) => {
      const { prompt, answer } = corpus.at(chunk * chunkSize + i);
      return rowOf(tokenizer.encode(prompt), [...tokenizer.encode(answer), eosId]);
    });
    const batches = bucketByLength(rows, batchSize, (row) => row.ids.length, random.fork(`chunk ${chunk}`));
    yield* batches.slice(Math.max(0, firstStep - chunk * batchesPerChunk));
  }
}
