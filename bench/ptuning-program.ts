import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { float32Tensor, openSession, readGraph } from '#model';
import { prefixName, prefixPlacement } from '../tuner/methods/prefix/placement.ts';
import { AdamW, clipGradients } from '../tuner/optim/adamw.ts';
import { batchFeeds, rowOf } from '../tuner/training/batch.ts';
import { buildStep, gradientName } from '../tuner/training/step-graph.ts';
import { bareProduct } from './bare-product.ts';
import type { PtuningBatch } from './ptuning-cases.ts';
import type { Answer, Request } from './step-program.ts';
import { timed } from './timing.ts';

/**
 * Our side of ptuning-beside-peft.ts, which starts it with the folder of a case and a number of threads: reads one
 * request a line and answers each with one line.
 */
const [folder = '', threads = '1'] = process.argv.slice(2);
const options = { threads: Number(threads) };
const batch: PtuningBatch = JSON.parse(await readFile(join(folder, 'batch.json'), 'utf8'));
const { buffer } = Uint8Array.from(await readFile(join(folder, 'prefix.bin')));
const prefix = new Float32Array(buffer);
const parameters = new Map([[prefixName, prefix]]);
const optimizer = new AdamW(parameters);
const feeds = {
  ...batchFeeds(
    {
      instruction: batch.rows[0]?.slice(0, batch.sharedTokens) ?? [],
      rows: batch.rows.map((row) =>
        rowOf(row.slice(batch.sharedTokens, -batch.answerTokens), row.slice(-batch.answerTokens)),
      ),
    },
    { count: batch.prefixTokens, areRun: false },
  ),
  [prefixName]: float32Tensor(prefix, [batch.prefixTokens, prefix.length / batch.prefixTokens]),
};
const { graph: decoder } = await readGraph(folder, 'onnx/model.onnx');
const { graph } = await buildStep(prefixPlacement(decoder), batch.sharedTokens > 0);
const session = await openSession(graph, { ...options, memoryPattern: false });

async function step(): Promise<number> {
  const results = await session.run(feeds);
  const gradients = new Map([[prefixName, results[gradientName(prefixName)]?.data as Float32Array]]);
  clipGradients(gradients, batch.maxGradientNorm);
  optimizer.update(parameters, gradients, batch.learningRate);
  return Number(results.loss?.data[0]);
}

async function answer(request: Request): Promise<Omit<Answer, 'peakResidentBytes'>> {
  if (request.take === 'steps') {
    const { results, seconds } = await timed(request.count, step);
    return { losses: results, seconds };
  }
  const [m, k, n] = request.size;
  const product = bareProduct({ m, k, n });
  const bare = await openSession(product.graph, options);
  const { seconds } = await timed(request.count, () => bare.run(product.feeds));
  await bare.close();
  return { seconds };
}

for await (const line of createInterface({ input: process.stdin })) {
  const peakResidentBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ ...(await answer(JSON.parse(line))), peakResidentBytes }));
}
