import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  buildFromCheckpoint,
  float32Tensor,
  float32Values,
  type Graph,
  type Initializer,
  openSession,
  readGraph,
  trainableWeights,
  virtualEmbeddings,
} from '#model';
import { openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import {
  type GoldenMethodName,
  goldenMethods,
  type MethodFamily,
  type MethodReference,
  methodFamilies,
  openGoldenMethod,
} from '../../model/testing/golden-method.ts';
import { AdamW } from '../optim/adamw.ts';
import { goldenBatch } from '../testing/golden-batch.ts';
import { batchFeeds } from '../training/batch.ts';
import { buildStep, gradientName } from '../training/step-graph.ts';
import { fullPlacement } from './full.ts';
import { loraPlacement } from './lora.ts';
import type { Placement } from './placement.ts';
import { prefixPlacement } from './prefix/placement.ts';
import { promptPlacement } from './prompt.ts';

/** Largest difference of a gradient entry from PyTorch's, as a share of the tensor's largest entry. */
const gradientTolerance = 1e-4;
/** Largest difference of a loss from PyTorch's, in nats; losses are of order 4. */
const lossTolerance = 1e-4;

function placementOf(method: GoldenMethodName, { settings }: MethodReference, decoder: Graph): Placement {
  switch (method) {
    case 'lora': {
      const { rank = 0, alpha = 0, targets = [] } = settings;
      return loraPlacement(decoder, { rank, alpha, targets });
    }
    case 'prompt':
      return promptPlacement(decoder);
    case 'projection':
      return prefixPlacement(decoder, { projection: settings.hidden ?? 0 });
    case 'full':
      return fullPlacement(decoder, trainableWeights(decoder));
  }
}

/** PEFT's name of a learned tensor. */
const nameThere = (name: string): string => (name === virtualEmbeddings ? 'embedding.weight' : name);

interface Subject {
  readonly trained: readonly string[];
  readonly start: ReadonlyMap<string, Initializer>;
  /** Loss and gradients at these values. */
  run(values: ReadonlyMap<string, Float32Array>): Promise<{ loss: number; gradients: Map<string, Float32Array> }>;
}

/** The step of a method on the decoder of a family, as PyTorch made it. */
async function openSubject(
  t: TestContext,
  family: MethodFamily,
  method: GoldenMethodName,
  decoder: Graph,
): Promise<Subject> {
  const golden = openGoldenMethod(family, method);
  const placement = placementOf(method, golden.reference, decoder);
  const trained = placement.trained.map(({ name }) => name);
  const start = new Map(
    trained.map((name) => [name, (golden.start.get(nameThere(name)) ?? decoder.initializers.get(name))!]),
  );
  const session = await openSession((await buildStep(placement)).graph, { threads: 1 });
  t.after(() => session.close());
  const virtual = { count: golden.reference.settings.virtual_tokens ?? 0, areRun: placement.opening !== undefined };
  const batch = batchFeeds(goldenBatch(openGoldenDecoder(family).reference), virtual);
  return {
    trained,
    start,
    async run(values) {
      const learned = trained.map((name) => [name, float32Tensor(values.get(name)!, start.get(name)!.dims)] as const);
      const results = await session.run({ ...batch, ...Object.fromEntries(learned) });
      const gradients = trained.map((name) => [name, results[gradientName(name)]!.data as Float32Array] as const);
      return { loss: Number(results.loss?.data[0]), gradients: new Map(gradients) };
    },
  };
}

const valuesOf = ({ start }: Subject) =>
  new Map([...start].map(([name, tensor]) => [name, Float32Array.from(float32Values(tensor))]));

const normOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

async function assertGradients(t: TestContext, subject: Subject, family: MethodFamily, method: GoldenMethodName) {
  const { reference, gradients: expected } = openGoldenMethod(family, method);
  const { loss, gradients } = await subject.run(valuesOf(subject));
  assert.ok(Math.abs(loss - reference.loss) < lossTolerance, `loss ${loss}, expected ${reference.loss}`);
  let worst = 0;
  for (const [name, gradient] of gradients) {
    const norm = reference.gradient_norms[nameThere(name)]!;
    assert.ok(
      Math.abs(normOf(gradient) - norm) <= gradientTolerance * norm,
      `${name}: norm ${normOf(gradient)}, ${norm}`,
    );
    const tensor = expected.get(nameThere(name));
    if (!tensor) continue;
    const values = float32Values(tensor);
    const largest = Math.max(...values.map(Math.abs));
    const difference = Math.max(...values.map((value, i) => Math.abs(value - gradient[i]!))) / largest;
    worst = Math.max(worst, difference);
    assert.ok(difference < gradientTolerance, `${name} differs by ${difference} of its largest entry`);
  }
  t.diagnostic(`${gradients.size} tensors, gradients differ by ${worst.toExponential(1)} at most`);
}

/** Makes the ten AdamW steps of the reference and compares the losses before each and after the last. */
async function assertTrajectory(t: TestContext, subject: Subject, { learning_rate, losses }: MethodReference) {
  const parameters = valuesOf(subject);
  const optimizer = new AdamW(parameters);
  let worst = 0;
  for (const [step, expected] of losses.entries()) {
    const { loss, gradients } = await subject.run(parameters);
    optimizer.update(parameters, gradients, learning_rate);
    worst = Math.max(worst, Math.abs(loss - expected));
    assert.ok(Math.abs(loss - expected) < lossTolerance, `step ${step}: loss ${loss}, expected ${expected}`);
  }
  t.diagnostic(`losses ${losses[0]!.toFixed(4)} to ${losses.at(-1)!.toFixed(4)} differ by ${worst.toExponential(1)}`);
}

const own = (family: MethodFamily) => buildFromCheckpoint(openGoldenDecoder(family).folder);
const foreign = (file: string) => async (family: MethodFamily) =>
  (await readGraph(openGoldenDecoder(family).folder, file)).graph;

/** Modules and weights have other names, or are fused, in some exports; what virtual tokens are has no name there. */
const graphs: readonly (readonly [what: string, open: typeof own, methods: readonly GoldenMethodName[]])[] = [
  ['our graph', own, goldenMethods],
  ['the export of Optimum', foreign('optimum.onnx'), ['lora', 'prompt', 'projection']],
  ['the export of onnxruntime-genai', foreign('genai/model.onnx'), ['prompt', 'projection']],
];

for (const [what, open, methods] of graphs) {
  for (const family of methodFamilies) {
    for (const method of methods) {
      test(`${method} on ${what} of ${family} has the gradients of PyTorch and its losses of ten steps`, async (t) => {
        const subject = await openSubject(t, family, method, await open(family));
        await assertGradients(t, subject, family, method);
        await assertTrajectory(t, subject, openGoldenMethod(family, method).reference);
      });
    }
  }
}
