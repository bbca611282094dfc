import { availableParallelism, cpus } from 'node:os';
import { createRandom } from '#domain';
import { cacheShape, openModelFolder, openSession, prefixColumns } from '#model';
import { prefixMethod } from '../tuner/methods/prefix/method.ts';
import { AdamW, clipGradients } from '../tuner/optim/adamw.ts';
import { batchFeeds, rowOf } from '../tuner/training/batch.ts';
import { meanGradients } from '../tuner/training/mean-gradients.ts';
import { buildStep } from '../tuner/training/step-graph.ts';
import { learnedFeeds, virtualTokensOf } from '../tuner/training/tuning-run.ts';

/**
 * One P-tuning step on a model folder at the paper's setting: prefix 128, prompt 256 and answer 128 tokens, batch 1; with its
 * time and the peak of resident memory. Meant for the true size of ChatGLM2-6B, whose folder is made with
 * scripts/random-checkpoint.ts and `noncoop model import`.
 */
const setting = { prefixTokens: 128, promptTokens: 256, answerTokens: 128, learningRate: 0.02, seed: 1 };

const [modelDir, steps = '1'] = process.argv.slice(2);
if (modelDir === undefined) {
  console.error('Usage: tsx bench/true-size-step.ts MODEL_DIR [STEPS]');
  process.exit(2);
}
const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
const peakGb = (): string => (process.resourceUsage().maxRSS / 1e6).toFixed(2);
const tell = (what: string): void => console.log(`${what.padEnd(24)} at ${seconds()} s, peak ${peakGb()} GB`);

console.log(`machine ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}`);
const model = await openModelFolder(modelDir);
tell('model is open');
const { prefixTokens, promptTokens, answerTokens, learningRate, seed } = setting;
const prefix = { kind: 'prefix', tokens: prefixTokens, init: 'random', dropout: 0, projection: 0 } as const;
const method = await prefixMethod(prefix, model, [], seed);
const step = await buildStep(method.placement, false);
const sizes = {
  rows: 1,
  sequence: promptTokens + answerTokens - 1,
  labels: answerTokens,
  instruction: 0,
  virtualTokens: prefixTokens,
};
tell('step graph is built');
console.log(`  ${step.graph.nodes.length} nodes, ${(step.stepBytes(sizes) / 1e9).toFixed(2)} GB foreseen`);
const session = await openSession(step.graph, { memoryPattern: false });
tell('step is loaded');

const { int } = createRandom(seed);
const vocabularySize = model.decoder.outputs.find(({ name }) => name === 'logits')?.shape?.[2] as number;
const tokens = (count: number): number[] => Array.from({ length: count }, () => int(vocabularySize));
const batch = { instruction: [], rows: [rowOf(tokens(promptTokens), tokens(answerTokens))] };
const parameters = new Map([...method.start].map(([name, values]) => [name, Float32Array.from(values)]));
const optimizer = new AdamW(parameters);
for (let i = 0; i < Number(steps); i += 1) {
  const stepStarted = performance.now();
  const feeds = { ...batchFeeds(batch, virtualTokensOf(method)), ...learnedFeeds(method, parameters) };
  const { loss, gradients } = meanGradients(await session.run(feeds), step.trained);
  const norm = clipGradients(gradients, 1);
  optimizer.update(parameters, gradients, learningRate);
  const took = ((performance.now() - stepStarted) / 1000).toFixed(1);
  tell(`step ${i + 1}: ${took} s`);
  console.log(
    `  loss ${loss.toFixed(4)}, gradient norm ${norm.toExponential(2)} over ${prefixTokens} x ${prefixColumns(cacheShape(model.decoder))}`,
  );
}
await session.close();
