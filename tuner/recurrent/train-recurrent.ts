import { createRandom, type MotionLabel, motionLabels } from '#domain';
import { AppError } from '#errors';
import { openSession, type Session } from '#model';
import { AdamW, clipGradients } from '../optim/adamw.ts';
import { cosineWithWarmup } from '../optim/schedules.ts';
import { requireFinite } from '../training/require-finite.ts';
import { gradientName } from '../training/step-graph.ts';
import { buildClassifier } from './gru-graph.ts';
import { classRows, type RecurrentNetwork, randomRecurrentWeights } from './recurrent-network.ts';
import { motionSizes } from './recurrent-sizes.ts';
import { buildRecurrentStep, labelFeeds, seriesFeeds, weightFeeds } from './recurrent-step.ts';

/** A record to learn from, or to be measured on. */
export interface MotionExample {
  /** See `motionSeries`. */
  readonly series: Float32Array;
  readonly motion: MotionLabel;
}

export interface RecurrentTrainingOptions {
  /** Whole number; first weights and the order of the examples are drawn from it. */
  readonly seed: number;
  /** Passes over the examples. */
  readonly epochs: number;
  /** H: width of the state of each direction. @default 48 */
  readonly hidden?: number;
  /** @default 64 */
  readonly batchSize?: number;
  /** At its peak. @default 0.003 */
  readonly learningRate?: number;
  /** @default the machine's cores */
  readonly threads?: number;
}

/** How a network does on the examples kept for validation; both are NaN without any. */
export interface RecurrentValidation {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Share of examples whose likeliest motion is the true one. */
  readonly accuracy: number;
}

export interface RecurrentProgress {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean of the batches of this epoch, nats. */
  readonly loss: number;
  readonly validation: RecurrentValidation;
}

/** Share of the steps over which the learning rate rises. */
const warmupShare = 0.05;
const weightDecay = 0.01;
const maxGradientNorm = 1;

/**
 * Trains a recurrent network from random weights with AdamW; the same seed and examples give the same weights.
 *
 * @param examples  none of them among those of `validation`
 * @param validation  measured after every epoch; may be empty
 * @param report  called after every epoch
 * @returns the network of the epoch with the highest accuracy on validation, the later of equals; of the last epoch when
 *          `validation` is empty
 * @throws AppError `tuner.no_examples`, `tuner.diverged`
 */
export async function trainRecurrent(
  examples: readonly MotionExample[],
  validation: readonly MotionExample[],
  options: RecurrentTrainingOptions,
  report: (progress: RecurrentProgress) => void = () => {},
): Promise<RecurrentNetwork> {
  if (examples.length === 0)
    throw new AppError('tuner.no_examples', 'expected at least one flight to learn from, got 0');
  const { seed, epochs, hidden = 48, batchSize = 64, learningRate = 0.003, threads } = options;
  const random = createRandom(seed);
  const sizes = motionSizes(hidden);
  const network: RecurrentNetwork = { sizes, weights: randomRecurrentWeights(sizes, random.fork('weights')) };
  const optimizer = new AdamW(network.weights, { weightDecay });
  const settings = threads === undefined ? {} : { threads };
  const step = await openSession((await buildRecurrentStep(sizes)).graph, settings);
  const classifier = await openSession(buildClassifier(sizes), settings);
  const steps = epochs * Math.ceil(examples.length / batchSize);
  const schedule = cosineWithWarmup(Math.ceil(warmupShare * steps));

  let best: { readonly accuracy: number; readonly network: RecurrentNetwork } = { accuracy: 0, network };
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const order = random.fork(`epoch ${epoch}`).shuffle(examples);
    let sum = 0;
    for (let first = 0; first < order.length; first += batchSize) {
      const batch = order.slice(first, first + batchSize);
      const rate = learningRate * schedule(optimizer.steps, steps);
      sum += batch.length * (await learnBatch(step, network, optimizer, batch, rate));
    }
    const measured = await measure(classifier, network, validation);
    report({ epoch, loss: sum / examples.length, validation: measured });
    if (!(measured.accuracy < best.accuracy)) best = { accuracy: measured.accuracy, network: copyOf(network) };
  }
  await step.close();
  await classifier.close();
  return best.network;
}

/** Changes the weights by one batch; returns its mean loss before that, nats. */
async function learnBatch(
  session: Session,
  { sizes, weights }: RecurrentNetwork,
  optimizer: AdamW,
  batch: readonly MotionExample[],
  learningRate: number,
): Promise<number> {
  const results = await session.run({
    ...seriesFeeds(sizes, seriesOf(batch)),
    ...labelFeeds(batch.map(classOf)),
    ...weightFeeds(sizes, weights),
  });
  const gradients = new Map(
    [...weights.keys()].map((name) => [name, results[gradientName(name)]?.data as Float32Array]),
  );
  const loss = Number(results.loss?.data[0]);
  requireFinite(optimizer.steps + 1, loss, clipGradients(gradients, maxGradientNorm));
  optimizer.update(weights, gradients, learningRate);
  return loss;
}

async function measure(
  classifier: Session,
  network: RecurrentNetwork,
  examples: readonly MotionExample[],
): Promise<RecurrentValidation> {
  const rows = await classRows(classifier, network, seriesOf(examples));
  const truths = examples.map(classOf);
  const hits = rows.filter((row, i) => row.indexOf(Math.max(...row)) === truths[i]).length;
  const losses = rows.map((row, i) => -Math.log(row[truths[i] as number] as number));
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / rows.length, accuracy: hits / rows.length };
}

const seriesOf = (examples: readonly MotionExample[]): Float32Array[] => examples.map(({ series }) => series);

const classOf = ({ motion }: MotionExample): number => motionLabels.indexOf(motion);

function copyOf({ sizes, weights }: RecurrentNetwork): RecurrentNetwork {
  return { sizes, weights: new Map([...weights].map(([name, values]) => [name, Float32Array.from(values)])) };
}
