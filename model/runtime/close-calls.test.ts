import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import type { Generation } from './generation.ts';
import { openGreedyDecoder } from './greedy-decoder.ts';

const embedding = 'model.embed_tokens.weight';

/** A random decoder in which each odd token is all but the even one before it, so that every choice is a close call. */
function twinDecoder(): ModelFolder {
  const weights = tinyWeights(tinyConfig);
  const { width, vocabularySize } = tinyConfig;
  const rows = Float32Array.from(float32Values(weights.get(embedding)!));
  for (let odd = 1; odd < vocabularySize; odd += 2) {
    for (let channel = 0; channel < width; channel += 1)
      rows[odd * width + channel] = rows[(odd - 1) * width + channel]! * (1 + 1e-7 * (channel % 3));
  }
  weights.set(embedding, float32Initializer(rows, [vocabularySize, width]));
  const tokenizer = {
    startIds: [],
    encode: (text: string) => (text === '' ? [] : text.trim().split(' ').map(Number)),
    decode: (ids: readonly number[]) => ids.join(' '),
    decodeNext: (id: number) => ` ${id}`,
  };
  const decoder = buildDecoderGraph(tinyConfig, weights);
  return { name: 'twins', sha256: '', decoder, tokenizer, eosId: 0, eosIds: [0], maxPositions: 128 };
}

test('a close call is decided as if the record were alone, whatever stands beside it and whatever was guessed', async (t) => {
  const runs: number[] = [];
  const options = { threads: 1, budget: { rows: 5 }, onRun: ({ rows }: { readonly rows: number }) => runs.push(rows) };
  const decoder = await openGreedyDecoder(twinDecoder(), null, options);
  t.after(() => decoder.close());
  const records = Array.from({ length: 14 }, (_, i) =>
    Array.from({ length: 2 + (i % 5) }, (_, j) => (7 * i + 3 * j) % 40).join(' '),
  );
  const request = { instruction: '12 31 7', maxNewTokens: 9 };
  const alone: Generation[] = [];
  for (const record of records) alone.push(...(await decoder.generate({ ...request, records: [record] })));
  runs.length = 0;
  const together = await decoder.generate({ ...request, records });
  assert.ok(runs.includes(5) && runs.includes(1), 'first together, then alone');
  assert.deepEqual(together, alone);
  const guessed = await decoder.generate({ ...request, records: records.toReversed() }, (parts) =>
    parts.map(({ record }) => alone.toReversed()[record]!.text),
  );
  assert.deepEqual(guessed.toReversed(), alone);
});
