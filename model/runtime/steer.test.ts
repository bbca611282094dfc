import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoraAdapter } from '../adapter/lora-adapter.ts';
import type { PromptAdapter } from '../adapter/prompt-adapter.ts';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Initializer, float32Values, type Graph } from '../graph/graph.ts';
import { linearModules } from '../graph/surgery/linear-modules.ts';
import { seededNormal, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { runRows } from './run-rows.ts';
import { openSession } from './session.ts';
import { steer } from './steer.ts';

const weights = tinyWeights(tinyConfig);
const decoder = buildDecoderGraph(tinyConfig, weights);
const identity = { name: 'one', sha256: '' };
const ids = [3, 8, 1];

/** Logits of the last of `tokens` behind an adapter. */
async function lastLogits(graph: Graph, adapter: Parameters<typeof steer>[1], tokens = ids): Promise<Float32Array> {
  const { decoder: steered, cache, virtualTokens } = await steer(graph, adapter, { threads: 1 });
  const session = await openSession(steered, { threads: 1 });
  const seen = Array<number>(virtualTokens + tokens.length).fill(1);
  const row = { ids: tokens, firstPosition: virtualTokens, seen };
  const { logits } = await runRows(session, cacheShape(graph), [row], cache);
  await session.close();
  return logits[0] as Float32Array;
}

function assertClose(a: Float32Array, b: Float32Array): void {
  const difference = Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  assert.ok(difference < 1e-4, `logits differ by ${difference}`);
}

test('virtual tokens with embeddings of real ones steer as those tokens before the text', async () => {
  const { width } = tinyConfig;
  const table = float32Values(weights.get('model.embed_tokens.weight')!);
  const values = table.slice(5 * width, 9 * width); // tokens 5 to 8
  const prompt: PromptAdapter = { kind: 'prompt', ...identity, virtualTokens: 4, width, values };
  assertClose(await lastLogits(decoder, prompt), await lastLogits(decoder, null, [5, 6, 7, 8, ...ids]));
});

test('branches of low rank steer as weights to which their product was added', async () => {
  const normal = seededNormal(4);
  const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => 0.3 * normal());
  const rank = 3;
  const modules: LoraAdapter['modules'] = new Map(
    linearModules(decoder).map(({ path, inputs, outputs }) => [
      path,
      { rank, inputs, outputs, scale: 0.5, a: numbers(rank * inputs), b: numbers(outputs * rank) },
    ]),
  );
  const merged = new Map(weights);
  for (const [path, { inputs, outputs, scale, a, b }] of modules) {
    const values = Float32Array.from(float32Values(weights.get(`${path}.weight`)!));
    for (let out = 0; out < outputs; out += 1)
      for (let r = 0; r < rank; r += 1)
        for (let i = 0; i < inputs; i += 1)
          values[out * inputs + i]! += scale * b[out * rank + r]! * a[r * inputs + i]!;
    merged.set(`${path}.weight`, float32Initializer(values, [outputs, inputs]));
  }
  const lora: LoraAdapter = { kind: 'lora', ...identity, modules };
  assertClose(await lastLogits(decoder, lora), await lastLogits(buildDecoderGraph(tinyConfig, merged), null));
});
