import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { flyScenario, gatherEvidence, rulebook } from '#domain';
import { cacheShape, countOf, type Feeds, float32Tensor, type Graph, openModelFolder, openSession } from '#model';
import { makeExample } from '#prompts';
import { observeShapes } from '../tuner/autodiff/observed-shapes.ts';
import { randomPrefix } from '../tuner/methods/prefix/initial-prefix.ts';
import { prefixName, prefixPlacement } from '../tuner/methods/prefix/placement.ts';
import { batchFeeds } from '../tuner/training/batch.ts';
import { encodeExamples } from '../tuner/training/dataset.ts';
import { buildStep } from '../tuner/training/step-graph.ts';
import { bareProduct, productGflop } from './bare-product.ts';
import { median, timed } from './timing.ts';

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
const dataset = encodeExamples(examples, model, prefixTokens);
const shape = cacheShape(model.decoder);
const prefix = randomPrefix(prefixTokens, shape, seed);
const feeds = {
  ...batchFeeds(dataset, { count: prefixTokens, areRun: false }),
  [prefixName]: float32Tensor(prefix, [prefixTokens, prefix.length / prefixTokens]),
};
const { graph } = await buildStep(prefixPlacement(model.decoder));

const stepS = await medianSeconds(graph, feeds);
const stepGflop = (await productFlops(graph, feeds)) / 1e9;
const tokens = dataset.instruction.length + dataset.rows.reduce((sum, row) => sum + row.ids.length, 0);
const rows = batchSize * Math.max(...dataset.rows.map((row) => row.ids.length));

const ceilingSize = { m: rows, k: 1024, n: 1024 };
const ceiling = bareProduct(ceilingSize);
const ceilingS = await medianSeconds(ceiling.graph, ceiling.feeds);
const ceilingRate = productGflop(ceilingSize) / ceilingS;

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}
commit    ${commit}, seed ${seed}, median of ${repeats}
model     ${model.name}, ${shape.layers} layers, prefix ${prefixTokens}, batch ${batchSize}, instruction ${dataset.instruction.length} tokens, rows ${rows / batchSize} wide
step      ${(1000 * stepS).toFixed(0)} ms, ${(tokens / stepS).toFixed(0)} tokens/s, ${stepGflop.toFixed(1)} GFLOP in products, ${(stepGflop / stepS).toFixed(0)} GFLOP/s
ceiling   ${ceilingRate.toFixed(0)} GFLOP/s, bare MatMul ${ceilingSize.m} x ${ceilingSize.k} x ${ceilingSize.n}
share     ${((100 * stepGflop) / stepS / ceilingRate).toFixed(0)} % of the ceiling`);

async function medianSeconds(measured: Graph, inputs: Feeds): Promise<number> {
  const session = await openSession(measured);
  const { seconds } = await timed(repeats + 3, () => session.run(inputs));
  await session.close();
  return median(seconds.slice(3));
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
    const cells = countOf(shapes.of(node.outputs[0] as string)[0] ?? []);
    return sum + 2 * inner * cells;
  }, 0);
}
