import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createRandom, flyScenario, gatherEvidence, rulebook } from '#domain';
import {
  cacheShape,
  type Feeds,
  float32Initializer,
  float32Tensor,
  type Graph,
  GraphBuilder,
  openModelFolder,
  openSession,
} from '#model';
import { makeExample } from '#prompts';
import { observeShapes } from '../tuner/autodiff/observed-shapes.ts';
import { randomPrefix } from '../tuner/ptuning/initial-prefix.ts';
import { batchFeeds } from '../tuner/training/batch.ts';
import { encodeExamples } from '../tuner/training/dataset.ts';
import { buildPrefixStep } from '../tuner/training/step-graph.ts';

/**
 * One P-tuning step of glm-nano at the paper's prefix of 128 and batch 16, under the chain-of-thought prompt, beside
 * the rate a bare MatMul reaches on the same cores in the same run.
 */
const seed = 1;
const batchSize = 16;
const prefixTokens = 128;
const repeats = 15;

const model = await openModelFolder(fileURLToPath(new URL('../data/models/glm-nano', import.meta.url)));
const examples = Array.from({ length: batchSize }, (_, i) =>
  makeExample(gatherEvidence(flyScenario({ seed: seed + i }).track), 'cot', rulebook),
);
const dataset = encodeExamples(examples, model);
const shape = cacheShape(model.decoder);
const prefix = randomPrefix(prefixTokens, shape, seed);
const feeds = {
  ...batchFeeds(dataset, prefixTokens),
  prefix: float32Tensor(prefix, [prefixTokens, prefix.length / prefixTokens]),
};
const { graph } = await buildPrefixStep(model.decoder);

const stepS = await medianSeconds(graph, feeds);
const stepGflop = (await productFlops(graph, feeds)) / 1e9;
const tokens = dataset.instruction.length + dataset.rows.reduce((sum, row) => sum + row.ids.length, 0);
const rows = batchSize * Math.max(...dataset.rows.map((row) => row.ids.length));

const ceilingSize = { m: rows, k: 1024, n: 1024 };
const ceiling = bareMatMul(ceilingSize);
const ceilingS = await medianSeconds(ceiling.graph, ceiling.feeds);
const ceilingRate = (2 * ceilingSize.m * ceilingSize.k * ceilingSize.n) / 1e9 / ceilingS;

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}
commit    ${commit}, seed ${seed}, median of ${repeats}
model     ${model.name}, ${shape.layers} layers, prefix ${prefixTokens}, batch ${batchSize}, instruction ${dataset.instruction.length} tokens, rows ${rows / batchSize} wide
step      ${(1000 * stepS).toFixed(0)} ms, ${(tokens / stepS).toFixed(0)} tokens/s, ${stepGflop.toFixed(1)} GFLOP in products, ${(stepGflop / stepS).toFixed(0)} GFLOP/s
ceiling   ${ceilingRate.toFixed(0)} GFLOP/s, bare MatMul ${ceilingSize.m} x ${ceilingSize.k} x ${ceilingSize.n}
share     ${((100 * stepGflop) / stepS / ceilingRate).toFixed(0)} % of the ceiling`);

async function medianSeconds(measured: Graph, inputs: Feeds): Promise<number> {
  const session = await openSession(measured);
  const times: number[] = [];
  for (let i = 0; i < repeats + 3; i += 1) {
    const started = performance.now();
    await session.run(inputs);
    times.push((performance.now() - started) / 1000);
  }
  await session.close();
  const sorted = times.slice(3).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** Multiplications and additions in the graph's matrix products; everything else counts as nothing. */
async function productFlops(measured: Graph, inputs: Feeds): Promise<number> {
  const products = measured.nodes.filter((node) => node.op === 'MatMul' || node.op === 'FusedMatMul');
  const shapes = await observeShapes(
    measured,
    products.flatMap((node) => [node.inputs[0] as string, node.outputs[0] as string]),
    [inputs],
  );
  return products.reduce((sum, node) => {
    const transA = node.attributes.transA && 'int' in node.attributes.transA && node.attributes.transA.int === 1;
    const inner = shapes.of(node.inputs[0] as string)[0]?.at(transA ? -2 : -1) ?? 0;
    const cells = (shapes.of(node.outputs[0] as string)[0] ?? []).reduce((product, size) => product * size, 1);
    return sum + 2 * inner * cells;
  }, 0);
}

function bareMatMul({ m, k, n }: { m: number; k: number; n: number }): { graph: Graph; feeds: Feeds } {
  const { normal } = createRandom(seed);
  const random = (length: number): Float32Array => Float32Array.from({ length }, normal);
  const b = new GraphBuilder();
  const a = b.input({ name: 'a', type: 'float32', shape: [m, k] });
  const product = b.op('MatMul', [a, b.initializer('b', float32Initializer(random(k * n), [k, n]))]);
  b.output({ name: product, type: 'float32', shape: [m, n] });
  return { graph: b.build('matmul'), feeds: { a: float32Tensor(random(m * k), [m, k]) } };
}
